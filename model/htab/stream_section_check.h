// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "htabsim/model/htab/stream_format.h"
#include "htabsim/model/htab/stream_sections.h"

namespace htabsim {

/// Checks a stream, while it is read, against the sections that it is said to have.
class StreamSectionCheck {
 public:
  /// `stream` is the name of the stream's file, for messages.
  StreamSectionCheck(StreamSections sections, std::string stream)
      : sections_(std::move(sections)), stream_(std::move(stream)) {}

  /// The number, from 0, of the section of the next group, which begins at byte `offset`. Throws
  /// InputError if a section ends within the group, if no section is left for it, or if a section
  /// that has ended has other counts than said.
  std::size_t place(const HtabGroupHeader& header, std::uint64_t offset);
  /// To be called at the end of the stream, byte `offset`. Throws InputError if a section goes on
  /// there.
  void finish(std::uint64_t offset);

  [[nodiscard]] const StreamSections& sections() const { return sections_; }

 private:
  /// Leaves the sections that have ended at `offset`.
  void leave_ended(std::uint64_t offset);
  void check_counts(std::uint64_t offset) const;
  [[nodiscard]] bool past_the_last() const { return current_ == sections_.sections.size(); }
  [[noreturn]] void fail(std::uint64_t offset, const std::string& text) const;

  StreamSections sections_;
  std::string stream_;
  std::size_t current_ = 0;
  GroupCounts counts_;  // of the current section, so far
};

}  // namespace htabsim
