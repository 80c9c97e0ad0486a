// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/processor_slb.h"

#include <cstddef>
#include <cstdint>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/slb.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kSlbieClass = ibm_bit(36);
constexpr unsigned kSlbieSizeShift = 25;
constexpr std::size_t kMostSlbies = 8;     // Linux: SLB_CACHE_ENTRIES
constexpr unsigned kKeepKernelsErats = 1;  // IH: lookaside information of class 0 may stay
constexpr unsigned kClassOneEntries = 3;   // IH: of class 1 go, wherever they are
constexpr unsigned kSlots = Slb::kEntries - 1;

std::uint64_t slbie_rb(const Segment& segment, Ea ea) {
  return first_address(segment, ea).value() | (segment.class_one ? kSlbieClass : 0) |
         std::uint64_t{static_cast<std::uint8_t>(segment.size)} << kSlbieSizeShift;
}

}  // namespace

void ProcessorSlb::load(KernelPort& port, const Segment& segment, Ea ea) {
  const std::uint64_t rb = slbie_rb(segment, ea);
  unsigned slot = static_cast<unsigned>(loaded_.size()) + 1;
  if (loaded_.size() < kSlots) {
    loaded_.push_back(rb);
  } else {
    slot = last_replaced_ = last_replaced_ % kSlots + 1;
    port.slbie(loaded_[slot - 1]);
    loaded_[slot - 1] = rb;
  }
  port.slbmte(encode_segment(segment),
              first_address(segment, ea).value() | slb_esid::kValid | slot);
}

// The kernel's stack is in the segment of slot 0, so nothing of its own is to be entered again.
SlbEmptying ProcessorSlb::empty(KernelPort& port, HpteFormat isa) {
  const bool one_by_one = isa == HpteFormat::isa207 && loaded_.size() <= kMostSlbies;
  if (one_by_one) {
    for (const std::uint64_t rb : loaded_) port.slbie(rb);
  } else {
    port.slbia(isa == HpteFormat::isa207 ? kKeepKernelsErats : kClassOneEntries);
  }
  loaded_.clear();
  return one_by_one ? SlbEmptying::kSlbies : SlbEmptying::kSlbia;
}

Ea first_address(const Segment& segment, Ea in_it) {
  return Ea(in_it.value() & ~low_mask(shift(segment.size)));
}

}  // namespace htabsim
