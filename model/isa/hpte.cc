// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/hpte.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kDword0Isa300 = ibm_bits(12, 63);
constexpr std::uint64_t kSegmentSizeIsa300 = ibm_bits(4, 5);
constexpr unsigned kSegmentSizeMove = 4;  // B: from bits 0:1 to bits 4:5

}  // namespace

Hpte to_memory_format(Hpte entry, HpteFormat format) {
  if (format == HpteFormat::isa207) return entry;
  const std::uint64_t b = (entry.v & hpte_v::kSegmentSize) >> kSegmentSizeMove;
  return {entry.v & kDword0Isa300, (entry.r & ~kSegmentSizeIsa300) | b};
}

Hpte from_memory_format(Hpte memory, HpteFormat format) {
  if (format == HpteFormat::isa207) return memory;
  const std::uint64_t b = (memory.r & kSegmentSizeIsa300) << kSegmentSizeMove;
  return {(memory.v & kDword0Isa300) | b, memory.r & ~kSegmentSizeIsa300};
}

}  // namespace htabsim
