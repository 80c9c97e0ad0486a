// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/reload_comparison.h"

namespace htabsim {

namespace {

/// Pages begin at multiples of 4K, so the size has room beside the address.
std::vector<std::uint64_t> granules(const std::vector<TranslationReload>& reloads) {
  std::vector<std::uint64_t> all;
  all.reserve(reloads.size());
  for (const TranslationReload& reload : reloads) {
    all.push_back(reload.first.value() | reload.shift);
  }
  return all;
}

}  // namespace

void ReloadComparison::add(ReloadSide side, const TranslationReload& reload) {
  const bool full = hardware_.size() >= stretch_ || model_.size() >= stretch_;
  if (full && reload.record != record_) compare_stretch();
  record_ = reload.record;
  (side == ReloadSide::kHardware ? hardware_ : model_).push_back(reload);
}

ReloadAgreement ReloadComparison::finish() {
  if (!hardware_.empty() || !model_.empty()) compare_stretch();
  return agreement_;
}

void ReloadComparison::compare_stretch() {
  const CommonPositions common = common_subsequence(granules(hardware_), granules(model_));
  ++agreement_.stretches;
  agreement_.hardware += hardware_.size();
  agreement_.model += model_.size();
  agreement_.common += common.size();
  note_differences(common);
  hardware_.clear();
  model_.clear();
}

// Between two common ones, those that only one side has are told in the order of their records.
void ReloadComparison::note_differences(const CommonPositions& common) {
  std::size_t in_hardware = 0;
  std::size_t in_model = 0;
  const auto note_until = [&](std::size_t hardware_end, std::size_t model_end) {
    while (in_hardware < hardware_end || in_model < model_end) {
      const bool hardware_next =
          in_model == model_end ||
          (in_hardware < hardware_end && hardware_[in_hardware].record <= model_[in_model].record);
      if (hardware_next) {
        note(ReloadSide::kHardware, hardware_[in_hardware++]);
      } else {
        note(ReloadSide::kModel, model_[in_model++]);
      }
    }
  };
  for (const auto& [hardware_at, model_at] : common) {
    if (agreement_.first_differences.size() >= kShownDifferences) return;
    note_until(hardware_at, model_at);
    in_hardware = hardware_at + 1;
    in_model = model_at + 1;
  }
  note_until(hardware_.size(), model_.size());
}

void ReloadComparison::note(ReloadSide only, const TranslationReload& reload) {
  if (agreement_.first_differences.size() < kShownDifferences) {
    agreement_.first_differences.push_back({only, reload});
  }
}

}  // namespace htabsim
