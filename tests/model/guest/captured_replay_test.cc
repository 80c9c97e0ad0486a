// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/captured_replay.h"

#include <gtest/gtest.h>

#include "tests/model/guest/guest_world.h"

namespace htabsim {
namespace {

using namespace guest_test;

constexpr GuestReal kReal = kPage + 0x678;

class GuestReplay : public testing::Test {
 protected:
  using enum GuestAccessKind;

  static MemoryAccess access(GuestAccessKind kind, Ea ea, std::optional<GuestReal> ra,
                             GuestMode mode = GuestMode::kKernel) {
    return {kind, mode, 4, Ea(0), ea, ra};
  }
  static MemoryAccess dcbz(Ea ea) { return {kDcbz, GuestMode::kKernel, 128, Ea(0), ea, {}}; }
  static InterruptTaken dsi(Ea dar, std::uint32_t dsisr) { return {0x300, dar, dsisr, Ea(0), 0}; }

  const ReplayCounters& counters() const { return replay_.report().counters; }
  const std::vector<std::string>& differences() const { return replay_.report().differences(); }

  GuestWorld world_;
  CapturedReplay<FunctionalMachine> replay_{world_.mmu, world_.partition, world_.machine};
};

TEST_F(GuestReplay, RightAddressIsNoDifference) {
  world_.enter(kEa, kPage);
  for (const GuestAccessKind kind : {kLoad, kStore, kAtomic, kFetch}) {
    replay_.handle(access(kind, kEa, kReal));
  }
  EXPECT_EQ(counters().events, 4);
  EXPECT_EQ(counters().addresses_checked, 4);
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, WrongAddressIsADifference) {
  world_.enter(kEa, kPage);
  replay_.handle(access(kLoad, kEa, kReal + 0x1000));
  EXPECT_EQ(counters().addresses_differ, 1);
  EXPECT_EQ(differences(),
            std::vector<std::string>{"line 1: access to 12345678: expected real address 49d678, "
                                     "got 49c678"});
}

TEST_F(GuestReplay, FaultWhereAnAccessWasRecordedIsADifference) {
  replay_.handle(access(kLoad, kEa, kReal));
  EXPECT_EQ(counters().addresses_differ, 1);
  EXPECT_EQ(differences(),
            std::vector<std::string>{"line 1: access to 12345678: expected real address 49c678, "
                                     "got DSI 40000000"});
}

TEST_F(GuestReplay, AccessWithoutRecordedAddressIsDoneButNotChecked) {
  const HpteIndex index = world_.enter(kEa, kPage);
  replay_.handle(access(kStore, kEa, {}));
  EXPECT_EQ(counters().addresses_checked, 0);
  EXPECT_EQ(world_.rc(index), 0x180);
}

TEST_F(GuestReplay, ModeSaysWhoAccessesA1) {
  world_.mmu.slbmte(kRs | 0x400, kRb);        // Kp = 1
  world_.enter(kEa, kPage, kMemory | 0b000);  // K = 1: nothing
  replay_.handle(access(kLoad, kEa, kReal));
  EXPECT_EQ(counters().differences(), 0);
  replay_.handle(access(kLoad, kEa, kReal, GuestMode::kUser));
  EXPECT_EQ(counters().addresses_differ, 1);
}

TEST_F(GuestReplay, RealModeIsTheGuestsMemoryA4) {
  replay_.handle(
      access(kLoad, Ea(0xc000'0000'0000'1234), GuestReal(0x1234), GuestMode::kKernelReal));
  replay_.handle(access(kFetch, Ea(0x5678), GuestReal(0x5678), GuestMode::kKernelReal));
  EXPECT_EQ(counters().addresses_checked, 2);
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, EmulatedMmioIsCheckedByTheGuestsAddressJ9) {
  world_.enter(kEa, kMmio, 0x28 | hpte_r::kPpReadWrite);  // I and G
  replay_.handle(access(kLoad, kEa, kMmio + 0x678));
  EXPECT_EQ(counters().addresses_checked, 1);
  EXPECT_EQ(counters().differences(), 0);
  EXPECT_EQ(replay_.counters().emulated, 1);
  replay_.handle(access(kLoad, kEa, kMmio + 0x670));
  EXPECT_EQ(counters().addresses_differ, 1);
  replay_.handle(access(kStore, Ea(kMmio.value()), kMmio, GuestMode::kKernelReal));
  EXPECT_EQ(counters().addresses_differ, 1) << "with translation off too";
}

TEST_F(GuestReplay, PageCrossingAccessIsCheckedByItsFirstByteE7) {
  world_.enter(kEa, kPage);
  const HpteIndex second = world_.enter(Ea(0x1234'6000), GuestReal(0x77'0000));
  replay_.handle(access(kStore, Ea(0x1234'5ffe), kPage + 0xffe));
  EXPECT_EQ(counters().differences(), 0);
  EXPECT_EQ(world_.rc(second), 0x180);
}

TEST_F(GuestReplay, OverwrittenSegmentStillTranslatesAndIsCountedApartB8) {
  world_.enter(kEa, kPage);
  replay_.handle(SlbWrite{0x1000, 0x5800'0000});  // over slot 0, the segment of kEa
  replay_.handle(access(kLoad, kEa, kReal));
  EXPECT_EQ(counters().lookaside_hits, 1);
  EXPECT_EQ(counters().differences(), 0);
  replay_.handle(access(kLoad, kEa, kReal + 1));
  EXPECT_EQ(counters().addresses_differ, 1);
}

TEST_F(GuestReplay, OverwrittenSegmentIsGoneAfterSlbieOrSlbiaB8) {
  world_.enter(kEa, kPage);
  for (const GuestEvent& invalidate :
       {GuestEvent(SlbInvalidate{0x5000'0000}), GuestEvent(SlbInvalidateAll{0})}) {
    replay_.handle(SlbWrite{kRs, kRb});
    replay_.handle(SlbWrite{0x1000, 0x5800'0000});
    replay_.handle(invalidate);
    replay_.handle(access(kLoad, kEa, kReal));
  }
  EXPECT_EQ(counters().lookaside_hits, 0);
  EXPECT_EQ(counters().addresses_differ, 2);
}

TEST_F(GuestReplay, InvalidSlotOverwrittenTranslatesNothingB8) {
  world_.enter(kEa, kPage);
  replay_.handle(SlbWrite{kRs, kRb & ~std::uint64_t{0x0800'0000}});
  replay_.handle(SlbInvalidateAll{4});
  replay_.handle(SlbWrite{0x1000, 0x5800'0000});
  replay_.handle(access(kLoad, kEa, kReal));
  EXPECT_EQ(counters().lookaside_hits, 0);
  EXPECT_EQ(counters().addresses_differ, 1);
}

// The 64K page's entry of one 4K base page serves the others, of which none has an entry.
TEST_F(GuestReplay, FaultOfABasePageThatAnothersTranslationServesIsCountedApartD8) {
  constexpr Ea kOwner{0x1234'0000}, kServed{0x1234'3000};
  const VirtualAddress va = virtual_address(*decode_segment(kRs), kOwner);
  const std::uint64_t hash = page_hash(va, PageSize::page_4k, HashKind::kPrimary);
  const std::uint64_t v = avpn_field(va, PageSize::page_4k) | hpte_v::kValid | hpte_v::kLarge;
  const std::uint64_t r =
      0x49'7000 | kMemory | hpte_r::kPpReadWrite;  // LP 0111: 64K in a 4K segment
  const auto index = first_slot(world_.image.geometry().pteg(hash)).value();
  ASSERT_EQ(
      world_.machine.hcall({HcallToken::kEnter, kKernel, {hcall_flag::kExact, index, v, r}}).status,
      HcallStatus::kSuccess);
  replay_.handle(dsi(kServed, 0x4000'0000));
  EXPECT_EQ(counters().mpss_hits, 0) << "nothing is cached";
  EXPECT_EQ(counters().faults_differ, 0);
  replay_.handle(access(kLoad, kOwner, GuestReal(0x49'0000)));
  replay_.handle(dsi(kServed, 0x4000'0000));
  EXPECT_EQ(counters().mpss_hits, 1);
  EXPECT_EQ(counters().faults_differ, 0);
  replay_.handle(dsi(kOwner, 0x4000'0000));
  EXPECT_EQ(counters().mpss_hits, 1) << "the entry's own base page";
  EXPECT_EQ(counters().faults_differ, 1);
  replay_.handle(dsi(kServed, 0x0a00'0000));
  EXPECT_EQ(counters().faults_differ, 2) << "a denied store is not a missing entry";
}

TEST_F(GuestReplay, RecordedFaultIsAnAttemptAndItsAccessAnAccess) {
  replay_.handle(dsi(kEa, 0x4200'0000));
  replay_.handle(dcbz(kEa));
  replay_.handle(dsi(Ea(0x1234'5600), 0x4200'0000));
  EXPECT_EQ(replay_.counters().accesses(), 0);
  world_.enter(kEa, kPage);
  replay_.handle(access(kStore, kEa, kReal));
  replay_.handle(dcbz(kEa));
  replay_.handle(dsi(kEa, 0x4200'0000));  // which the model does not give
  EXPECT_EQ(replay_.counters().stores, 2);
  EXPECT_EQ(replay_.counters().data_attempts, 2 + 2 + 1);
}

// A change without tlbie: the old translation denies, and the hypervisor finds nothing wrong.
TEST_F(GuestReplay, AccessThatNeverEndsIsADifferenceAndTheReplayGoesOn) {
  const HpteIndex first = world_.enter(kEa, kPage, kMemory | hpte_r::kPpReadOnly);
  replay_.handle(access(kLoad, kEa, kReal));
  world_.image.store(first, HpteDword::k1, world_.image.load(first, HpteDword::k1) & ~hpte_r::kPp);
  replay_.handle(access(kStore, kEa, kReal));
  EXPECT_EQ(differences(),
            std::vector<std::string>{"line 2: access to 12345678: 10000 interrupts, and no end"});
  replay_.handle(access(kLoad, kEa, kReal));
  EXPECT_EQ(counters().differences(), 1);
  EXPECT_EQ(replay_.counters().loads, 2);
  EXPECT_EQ(replay_.counters().stores, 0);
}

TEST_F(GuestReplay, DcbzIsAStoreToItsBlockF2) {
  const HpteIndex index = world_.enter(kEa, kPage);
  replay_.handle(dcbz(kEa));
  replay_.handle(access(kLoad, kEa, kReal));
  EXPECT_EQ(world_.rc(index), 0x180);
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, DcbzThatFaultsIsConfirmedByItsInterrupt) {
  replay_.handle(dcbz(Ea(0x1234'56f8)));
  replay_.handle(dsi(Ea(0x1234'5680), 0x4200'0000));  // the 128-byte block's first byte
  EXPECT_EQ(counters().faults_checked, 1);
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, DcbzThatFaultsUnrecordedIsADifference) {
  replay_.handle(dcbz(kEa));
  replay_.handle(SlbInvalidate{0x5000'0000});
  EXPECT_EQ(counters().faults_differ, 1);
  ASSERT_EQ(differences().size(), 1);
  EXPECT_TRUE(differences()[0].starts_with("line 2: dcbz: expected no fault, got DSI"));
}

TEST_F(GuestReplay, InterruptOfAnotherKindDoesNotExcuseAFaultingDcbz) {
  replay_.handle(dcbz(kEa));
  replay_.handle(InterruptTaken{0x900, Ea(0), 0, Ea(0), 0});
  EXPECT_EQ(counters().other_interrupts, 1);
  EXPECT_EQ(counters().faults_differ, 1);
}

TEST_F(GuestReplay, DcbzWithAnotherFaultThanRecordedIsADifference) {
  replay_.handle(dcbz(kEa));
  replay_.handle(dsi(Ea(0x1234'5600), 0x0a00'0000));
  EXPECT_EQ(counters().faults_differ, 1);
}

TEST_F(GuestReplay, EachFaultIsDoneAgainAndConfirmedE5B6) {
  world_.enter(kEa, kPage, kMemory | hpte_r::kPpReadOnly | hpte_r::kNoExecute);
  replay_.handle(dsi(Ea(0x1234'6000), 0x4000'0000));
  replay_.handle(dsi(Ea(0x1234'6000), 0x4200'0000));
  replay_.handle(dsi(kEa, 0x0a00'0000));
  replay_.handle(InterruptTaken{0x380, Ea(0x2000'0000), 0x4200'0000, Ea(0), 0});
  replay_.handle(InterruptTaken{0x400, Ea(0), 0, kEa, 0x8000'0000'1000'9032});
  replay_.handle(InterruptTaken{0x480, Ea(0), 0, Ea(0x2000'0000), 0});
  EXPECT_EQ(counters().faults_checked, 6);
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, RecordedFaultThatDoesNotHappenIsADifference) {
  world_.enter(kEa, kPage);
  replay_.handle(dsi(kEa, 0x4000'0000));
  replay_.handle(InterruptTaken{0x380, kEa, 0, Ea(0), 0});
  replay_.handle(InterruptTaken{0x400, Ea(0), 0, kEa, 0x4000'0000});
  replay_.handle(InterruptTaken{0x480, Ea(0), 0, kEa, 0});
  EXPECT_EQ(counters().faults_differ, 4);
  EXPECT_EQ(differences().front(),
            "line 1: expected DSI at 12345678 causes 40000000, got no fault");
}

TEST_F(GuestReplay, RecordedFaultWithOtherCausesIsADifference) {
  replay_.handle(dsi(kEa, 0x0800'0000));
  EXPECT_EQ(counters().faults_differ, 1);
}

TEST_F(GuestReplay, FaultIsDoneAgainInTheRecordedStateE1) {
  world_.mmu.slbmte(kRs | 0x400, kRb);
  world_.enter(kEa, kPage, kMemory | 0b001);  // K = 1 may not store
  InterruptTaken taken = dsi(kEa, 0x0a00'0000);
  taken.srr1 = msr::kPr;
  replay_.handle(taken);
  EXPECT_EQ(counters().faults_differ, 0);
  taken.srr1 = 0;
  replay_.handle(taken);
  EXPECT_EQ(counters().faults_differ, 1);
}

TEST_F(GuestReplay, AmrWriteIsInForceForTheNextAccessE3E4) {
  world_.enter(kEa, kPage);
  replay_.handle(access(kLoad, kEa, kReal));
  replay_.handle(SprWrite{29, 0xc000'0000'0000'0000});
  replay_.handle(dsi(kEa, 0x0020'0000));
  replay_.handle(SprWrite{13, 0});
  replay_.handle(access(kLoad, kEa, kReal));
  replay_.handle(SprWrite{61, 0x4000'0000'0000'0000});
  replay_.handle(InterruptTaken{0x400, Ea(0), 0, kEa, 0x0020'0000});
  EXPECT_EQ(counters().faults_checked, 2);
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, UamorMasksWhatProblemStateWritesToAmrE4) {
  world_.enter(kEa, kPage);
  replay_.handle(SprWrite{157, 0x3fff'ffff'ffff'ffff});  // key 0 is not the user's
  replay_.handle(access(kLoad, kEa, kReal, GuestMode::kUser));
  replay_.handle(SprWrite{13, 0xc000'0000'0000'0000});
  replay_.handle(access(kLoad, kEa, kReal, GuestMode::kUser));
  EXPECT_EQ(counters().differences(), 0);
  replay_.handle(SprWrite{29, 0xc000'0000'0000'0000});
  replay_.handle(access(kLoad, kEa, kReal, GuestMode::kUser));
  EXPECT_EQ(counters().differences(), 0) << "SPR 29 is not problem state's to write";
  replay_.handle(access(kLoad, kEa, kReal));
  replay_.handle(SprWrite{13, 0xc000'0000'0000'0000});
  replay_.handle(dsi(kEa, 0x0020'0000));
  EXPECT_EQ(counters().faults_checked, 1);
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, LpcrIsNotTheGuestsToWriteE4) {
  world_.enter(kEa, kPage);
  replay_.handle(SprWrite{318, ~std::uint64_t{0}});
  replay_.handle(access(kLoad, kEa, kReal));
  EXPECT_EQ(counters().differences(), 0);
}

TEST_F(GuestReplay, DcbzFaultThatNothingConfirmsAtTheEndIsADifference) {
  replay_.handle(dcbz(kEa));
  EXPECT_EQ(counters().faults_differ, 0);
  replay_.finish();
  EXPECT_EQ(counters().faults_differ, 1);
  replay_.finish();
  EXPECT_EQ(counters().faults_differ, 1) << "told once";
}

TEST_F(GuestReplay, HcallIsExecutedAndItsResultChecked) {
  HcallIssue read;
  read.opcode = 0x0c;
  read.args[1] = world_.enter(kEa, kPage).value();
  replay_.handle(read);
  // VSID 0x45678, offset 0x2345678: va >> 23 = 0x45678 << 5 | 4, at bit 7; valid.
  HcallReturn entry;
  entry.values = {(std::uint64_t{0x45678} << 12) | (4 << 7) | 1, kPage.value() | 0x12};
  replay_.handle(entry);
  EXPECT_EQ(counters().hcalls_checked, 1);
  EXPECT_EQ(counters().hcalls_differ, 0);
  EXPECT_EQ(replay_.report().hcalls.read, 1);
  entry.values[1] ^= 0x100;
  replay_.handle(read);
  replay_.handle(entry);
  EXPECT_EQ(counters().hcalls_differ, 1);
}

// The recorded guest was told at once that its table is ready; here it is at the second call.
TEST_F(GuestReplay, ResizeIsDoneHoweverLongTheRecordedHostTookI9) {
  HcallIssue prepare;
  prepare.opcode = 0x36c;
  prepare.args[1] = 19;
  replay_.handle(prepare);
  EXPECT_TRUE(replay_.waits_for_table(HcallReturn{})) << "its first call is long busy";
  EXPECT_FALSE(replay_.waits_for_table(HcallReturn{}));
  replay_.handle(HcallReturn{});
  HcallIssue commit = prepare;
  commit.opcode = 0x370;
  replay_.handle(commit);
  replay_.handle(HcallReturn{});
  EXPECT_EQ(counters().differences(), 0);
  EXPECT_EQ(counters().hcalls_checked, 2);
  EXPECT_EQ(world_.image.geometry().order(), 19U);
  replay_.handle(commit);
  replay_.handle(HcallReturn{});
  EXPECT_EQ(counters().hcalls_differ, 1) << "there is no other table: H_CLOSED";
}

TEST_F(GuestReplay, RecordedHostWithoutResizingIsNoDifferenceI9) {
  HcallIssue prepare;
  prepare.opcode = 0x36c;
  prepare.args[1] = 19;
  replay_.handle(prepare);
  const HcallReturn authority{static_cast<std::uint64_t>(HcallStatus::kAuthority)};
  EXPECT_FALSE(replay_.waits_for_table(authority));
  replay_.handle(authority);
  EXPECT_EQ(counters().hcalls_differ, 0);
  replay_.handle(prepare);
  replay_.handle(HcallReturn{static_cast<std::uint64_t>(HcallStatus::kResource)});
  EXPECT_EQ(counters().hcalls_differ, 1);
}

TEST_F(GuestReplay, RemovedPageFaultsAtOnceH6) {
  HcallIssue remove;
  remove.opcode = 0x04;
  remove.args[1] = world_.enter(kEa, kPage).value();
  replay_.handle(access(kLoad, kEa, kReal));
  replay_.handle(remove);
  replay_.handle(dsi(kEa, 0x4000'0000));
  EXPECT_EQ(counters().differences(), 0);
  EXPECT_EQ(replay_.report().hcalls.remove, 1);
}

TEST_F(GuestReplay, HcallThatIsNotModelledIsCountedOnly) {
  HcallIssue console;
  console.opcode = 0x58;
  replay_.handle(console);
  replay_.handle(HcallReturn{0, {1, 2, 3}});
  EXPECT_EQ(counters().hcalls_not_modelled, 1);
  EXPECT_EQ(counters().hcalls_checked, 0);
}

TEST_F(GuestReplay, OtherInterruptsAreCountedOnly) {
  replay_.handle(InterruptTaken{0xc00, Ea(0), 0, Ea(0), 0});
  EXPECT_EQ(counters().other_interrupts, 1);
  EXPECT_EQ(counters().faults_checked, 0);
}

TEST(GuestReplayReport, KeepsTheFirstTwentyDifferences) {
  ReplayReport report;
  for (unsigned i = 1; i <= 25; ++i) report.differ(report.counters.faults_differ, i, "text");
  EXPECT_EQ(report.counters.faults_differ, 25);
  EXPECT_EQ(report.counters.differences(), 25);
  ASSERT_EQ(report.differences().size(), 20);
  EXPECT_EQ(report.differences().back(), "line 20: text");
}

}  // namespace
}  // namespace htabsim
