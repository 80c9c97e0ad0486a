// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/working_set.h"

#include <bit>

namespace htabsim {

namespace {

/// Bit i of the result is set if bit 2i or 2i + 1 is.
std::uint16_t joined_pairs(std::uint16_t parts) {
  unsigned joined = 0;
  for (unsigned pair = 0; pair < WorkingSet::kParts / 2; ++pair) {
    joined |= static_cast<unsigned>((parts >> 2 * pair & 3) != 0) << pair;
  }
  return static_cast<std::uint16_t>(joined);
}

}  // namespace

void WorkingSet::begin_part() {
  in_part_ = 0;
  if (++part_ < kParts) return;
  for (std::uint16_t& parts : parts_) parts = joined_pairs(parts);
  part_ = kParts / 2;
  part_length_ *= 2;
}

std::vector<WorkingSetPart> WorkingSet::parts() const {
  if (in_part_ == 0) return {};
  std::vector<WorkingSetPart> result(part_ + std::size_t{1}, {.accesses = part_length_});
  result.back().accesses = in_part_;
  for (const std::uint16_t parts : parts_) {
    if (parts != 0) ++result[static_cast<unsigned>(std::countr_zero(parts))].fresh;
    for (unsigned part = 0; part <= part_; ++part) result[part].pages += parts >> part & 1u;
  }
  return result;
}

}  // namespace htabsim
