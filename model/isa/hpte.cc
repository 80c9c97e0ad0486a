// SPDX-License-Identifier: Apache-2.0
#include "model/isa/hpte.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kDword0Isa300 = ibm_bits(12, 63);
constexpr std::uint64_t kSegmentSizeIsa300 = ibm_bits(4, 5);
constexpr unsigned kSegmentSizeShiftIsa300 = 58;

}  // namespace

Hpte to_memory_format(Hpte entry, HpteFormat format) {
  if (format == HpteFormat::kIsa207) return entry;
  const std::uint64_t b = entry.v >> hpte_v::kSegmentSizeShift;
  return {entry.v & kDword0Isa300,
          (entry.r & ~kSegmentSizeIsa300) | (b << kSegmentSizeShiftIsa300)};
}

Hpte from_memory_format(Hpte memory, HpteFormat format) {
  if (format == HpteFormat::kIsa207) return memory;
  const std::uint64_t b = (memory.r & kSegmentSizeIsa300) >> kSegmentSizeShiftIsa300;
  return {(memory.v & kDword0Isa300) | (b << hpte_v::kSegmentSizeShift),
          memory.r & ~kSegmentSizeIsa300};
}

}  // namespace htabsim
