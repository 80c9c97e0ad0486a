// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "htabsim/model/base/common_subsequence.h"
#include "htabsim/model/trace/translation_reload.h"

namespace htabsim {

enum class ReloadSide : std::uint8_t { kHardware, kModel };

/// A reload that one side has and the other has not at that point of the order.
struct ReloadDifference {
  ReloadSide only = ReloadSide::kHardware;
  TranslationReload reload;

  friend bool operator==(const ReloadDifference&, const ReloadDifference&) = default;
};

struct ReloadAgreement {
  std::uint64_t hardware = 0;
  std::uint64_t model = 0;
  std::uint64_t common = 0;     ///< of the same page, in the same order
  std::uint64_t stretches = 0;  ///< `common` is the most there is if it is one
  std::vector<ReloadDifference> first_differences;

  friend bool operator==(const ReloadAgreement&, const ReloadAgreement&) = default;
};

/// Sets two sequences of reloads for the same accesses beside each other, however long: stretch by
/// stretch, each cut where both sides are at the same record. A reload that one side makes in
/// another stretch than the other side is then no common one.
class ReloadComparison {
 public:
  static constexpr std::size_t kStretch = 4096;
  static constexpr std::size_t kShownDifferences = 10;

  /// A stretch ends at the first record by which either side has so many reloads.
  explicit ReloadComparison(std::size_t stretch = kStretch) : stretch_(stretch) {}

  /// Records must not go back, whichever side they are of.
  void add(ReloadSide side, const TranslationReload& reload);
  /// Compares what has not been yet, and gives the whole.
  ReloadAgreement finish();

 private:
  using Reloads = std::vector<TranslationReload>;

  void compare_stretch();
  void note_differences(const CommonPositions& common);
  void note(ReloadSide only, const TranslationReload& reload);

  std::size_t stretch_;
  std::uint64_t record_ = 0;
  Reloads hardware_;  // of the stretch
  Reloads model_;
  ReloadAgreement agreement_;
};

}  // namespace htabsim
