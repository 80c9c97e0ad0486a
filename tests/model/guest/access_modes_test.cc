// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/guest/functional_machine.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/papr/h_enter.h"

namespace htabsim {
namespace {

/// A thread on a machine with memory at 0, which the host keeps at kHostBase.
class AccessModesTest : public testing::Test {
 protected:
  AccessModesTest() { partition.slots.add({GuestReal(0), 0x1000'0000, kHostBase, 24, true}); }

  AccessOutcome load(std::uint64_t ea, std::uint64_t msr) {
    return thread.access({AccessKind::kLoad, Ea(ea), 4, msr});
  }
  void set_registers(std::uint64_t lpcr, std::uint64_t hrmor = 0) {
    PartitionRegisters registers;
    registers.lpcr = Lpcr(lpcr);
    registers.hrmor = hrmor;
    mmu.set_registers(registers);
  }
  /// A page in the segment that starts at `esid`.
  void map_page(std::uint64_t esid, std::uint64_t ea, std::uint64_t r) {
    mmu.slbmte(0x45'6000, esid | 0x0800'0000);
    const Segment segment = *decode_segment(0x45'6000);
    const VirtualAddress va = virtual_address(segment, Ea(ea));
    const HpteIndex first =
        first_slot(image.geometry().pteg(page_hash(va, PageSize::page_4k, HashKind::kPrimary)));
    FunctionalHptPort port(image);
    const Hpte entry{avpn_field(va, PageSize::page_4k) | hpte_v::kValid, r};
    ASSERT_EQ(h_enter(port, partition, 0, first, entry).status, HcallStatus::kSuccess);
  }
  void map_low_page() { map_page(0, 0x5000, 0x7012); }

  static constexpr HostReal kHostBase{0x10'0000'0000};
  HptImage image{HptGeometry(18)};
  Partition partition;
  static constexpr MmuSizes kMmuSizes{.ierat_entries = 4,
                                      .derat_entries = 4,
                                      .secondary_derat_entries = 0,
                                      .tlb_entries = 64,
                                      .tlb_ways = 4,
                                      .mpss_reach = MpssReach::actual};
  Tlb tlb{kMmuSizes};
  ThreadMmu mmu{kMmuSizes, tlb};
  FunctionalMachine machine{mmu, image, partition};
  GuestThread<FunctionalMachine> thread{mmu, partition, machine};
};

TEST_F(AccessModesTest, In32BitModeTheHighHalfOfTheEaIsZeroA2) {
  map_low_page();
  EXPECT_EQ(load(0xdead'beef'0000'5010, msr::kDr).real, kHostBase + 0x7010);
  const auto fault = load(0xdead'beef'0000'5010, msr::kDr | msr::kSf).fault;
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->interrupt, Interrupt::kDataSegment);
}

TEST_F(AccessModesTest, In32BitModeTheFaultNamesTheAddressThatWasTranslatedA2) {
  EXPECT_EQ(load(0xdead'beef'0000'5010, msr::kDr).fault,
            (Fault{Interrupt::kDataSegment, Ea(0x5010), 0}));
}

TEST_F(AccessModesTest, HypervisorRealModeIsOffsetByHrmorAlsoInAGuestsLimitsA3) {
  set_registers(lpcr::kVpm0, 0x40'0000'0000);
  EXPECT_EQ(load(0x1234, msr::kSf | msr::kHv).real, HostReal(0x40'0000'1234));
}

TEST_F(AccessModesTest, GuestRealModeReachesThePartitionsMemoryA4) {
  EXPECT_EQ(load(0xc000'0000'0000'1234, msr::kSf).real, kHostBase + 0x1234);
}

TEST_F(AccessModesTest, RmorPlacesGuestRealModeWhereThereIsOneA4) {
  PartitionRegisters registers;
  registers.rmor = 0x30'0000'0000;
  mmu.set_registers(registers);
  EXPECT_EQ(load(0xc000'0000'0000'1234, msr::kSf).real, HostReal(0x30'0000'1234));
}

TEST_F(AccessModesTest, BeyondTheRealModeLimitIsAProtectionFaultA4) {
  set_registers(std::uint64_t{8} << lpcr::kRmlsShift);  // 32 MB
  EXPECT_EQ(load(0x1ff'ffff & ~3U, msr::kSf).real, kHostBase + 0x1ff'fffc);
  EXPECT_EQ(load(0x200'0000, msr::kSf).fault,
            (Fault{Interrupt::kDataStorage, Ea(0x200'0000), cause::kProtection}));
  EXPECT_EQ(thread.access({AccessKind::kFetch, Ea(0x200'0000), 4, msr::kSf}).fault,
            (Fault{Interrupt::kInstructionStorage, Ea(0x200'0000), cause::kProtection}));
}

TEST_F(AccessModesTest, ProblemStateIsTranslatedWhateverIrAndDrSayA1) {
  map_low_page();
  EXPECT_EQ(load(0x5010, msr::kSf | msr::kPr).real, kHostBase + 0x7010);
  EXPECT_EQ(load(0x5010, msr::kSf).real, kHostBase + 0x5010);
}

TEST_F(AccessModesTest, AnAccessAcrossTheEndOf32BitsGoesOnAtZeroA2) {
  map_page(0xf000'0000, 0xffff'f000, 0x7012);
  mmu.slbmte(0x12'3000, 0x0800'0001);
  EXPECT_EQ(thread.access({AccessKind::kLoad, Ea(0xffff'fffe), 2, msr::kDr}).real,
            kHostBase + 0x7ffe);
  EXPECT_EQ(thread.access({AccessKind::kLoad, Ea(0xffff'fffe), 4, msr::kDr}).fault,
            (Fault{Interrupt::kDataStorage, Ea(0), cause::kNoHpte}));
}

}  // namespace
}  // namespace htabsim
