// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace htabsim {

/// The pages that one part of a trace touches.
struct WorkingSetPart {
  std::uint64_t accesses = 0;
  std::uint64_t pages = 0;
  std::uint64_t fresh = 0;  ///< of these, not touched in any part before

  friend bool operator==(const WorkingSetPart&, const WorkingSetPart&) = default;
};

/// Cuts a trace of unknown length into at most kParts parts of equal length; the last one may be
/// shorter. The length begins at one access and doubles whenever there would be a part too many.
/// A page has one bit for each part, so parts that are joined are counted exactly.
class WorkingSet {
 public:
  static constexpr unsigned kParts = 16;

  /// The pages touched from here on are another access's.
  void begin_access() {
    if (in_part_ == part_length_) begin_part();
    ++in_part_;
  }
  /// By number: a small one, as there is an array by it.
  void touch(std::uint32_t page) {
    if (page >= parts_.size()) parts_.resize(page + std::size_t{1});
    parts_[page] = static_cast<std::uint16_t>(parts_[page] | 1u << part_);
  }

  /// In order; none if there was no access.
  [[nodiscard]] std::vector<WorkingSetPart> parts() const;

 private:
  void begin_part();

  std::vector<std::uint16_t> parts_;  // by page: a bit for each part that touches it
  unsigned part_ = 0;
  std::uint64_t part_length_ = 1;
  std::uint64_t in_part_ = 0;  // accesses of the last part
};

}  // namespace htabsim
