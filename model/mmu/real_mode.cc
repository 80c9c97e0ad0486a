// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/real_mode.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kImplemented = ibm_bits(4, 63);
constexpr std::uint64_t kPastHrmor = ibm_bit(0);
constexpr unsigned kVrmasdLarge = 0x10;
constexpr unsigned kVrmasdLp = 0x3;

/// log2 of the bytes that RMLS lets a guest reach.
std::optional<unsigned> real_mode_limit(unsigned rmls) {
  switch (rmls) {
    case 0:
      return 38;
    case 1:
      return 34;
    case 2:
      return 30;
    case 3:
      return 26;
    case 4:
      return 28;
    case 7:
      return 27;
    case 8:
      return 25;
    default:
      return std::nullopt;
  }
}

std::optional<PageSize> vrma_page_size(const PartitionRegisters& registers) {
  if (registers.partition_entry) return registers.partition_entry->vrma_page;
  const unsigned vrmasd = registers.lpcr.vrmasd();
  return decode_slb_page_size(any(vrmasd, kVrmasdLarge), vrmasd & kVrmasdLp);
}

}  // namespace

HostReal hypervisor_real_mode(Ea ea, std::uint64_t hrmor) {
  const std::uint64_t real = ea.value() & kImplemented;
  return HostReal(any(ea.value(), kPastHrmor) ? real : real | hrmor);
}

std::optional<GuestReal> guest_real_mode(Ea ea, Lpcr lpcr) {
  const std::uint64_t real = ea.value() & kImplemented;
  const auto limit = real_mode_limit(lpcr.rmls());
  if (!limit || (real >> *limit) != 0) return std::nullopt;
  return GuestReal(real);
}

std::optional<Segment> vrma_segment(const PartitionRegisters& registers) {
  const auto page = vrma_page_size(registers);
  if (!page) return std::nullopt;
  Segment segment;
  segment.vsid = kVrmaVsid;
  segment.size = SegmentSize::segment_1t;
  segment.base_page = *page;
  return segment;
}

}  // namespace htabsim
