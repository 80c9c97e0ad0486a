// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_section_check.h"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

std::size_t StreamSectionCheck::place(const HtabGroupHeader& header, std::uint64_t offset) {
  leave_ended(offset);
  if (past_the_last()) {
    fail(offset, fmt::format("the stream goes on, but its {} sections have ended", current_));
  }
  const StreamSection& section = sections_.sections[current_];
  const std::uint64_t end = offset + kGroupHeaderBytes + header.body_bytes();
  if (end > section.end) {
    fail(offset, fmt::format("the group ends at byte {}, past the end of section {} at byte {}",
                             end, current_ + 1, section.end));
  }
  counts_.add(header);
  return current_;
}

void StreamSectionCheck::finish(std::uint64_t offset) {
  leave_ended(offset);
  if (past_the_last()) return;
  fail(offset, fmt::format("the stream ends within section {}, which ends at byte {}", current_ + 1,
                           sections_.sections[current_].end));
}

void StreamSectionCheck::leave_ended(std::uint64_t offset) {
  while (!past_the_last() && sections_.sections[current_].end == offset) {
    check_counts(offset);
    ++current_;
    counts_ = {};
  }
}

void StreamSectionCheck::check_counts(std::uint64_t offset) const {
  const StreamSection& said = sections_.sections[current_];
  const auto check = [&](std::string_view what, std::uint64_t counted,
                         std::optional<std::uint64_t> number) {
    if (!number || *number == counted) return;
    fail(offset,
         fmt::format("section {} ends with {} {}, not {}", current_ + 1, counted, what, *number));
  };
  check("groups", counts_.groups, said.groups);
  check("valid entries", counts_.valid, said.valid);
  check("invalid entries", counts_.invalid, said.invalid);
}

void StreamSectionCheck::fail(std::uint64_t offset, const std::string& text) const {
  throw InputError(
      stream_, InputError::kNoLine,
      fmt::format("at byte {}: {}; so says {}", offset, text, sections_.file.filename().string()));
}

}  // namespace htabsim
