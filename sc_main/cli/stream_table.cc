// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_table.h"

#include <algorithm>

#include "htabsim/model/htab/stream_apply.h"

namespace htabsim {

namespace {

std::uint64_t count_valid(const HptImage& image, const HtabGroupHeader& header) {
  std::uint64_t valid = 0;
  for (HpteIndex index = image.next_written(header.first()); index < header.end();
       index = image.next_written(index + 1)) {
    valid += any(guest_view(image, index).v, hpte_v::kValid) ? 1 : 0;
  }
  return valid;
}

/// The pass of this number; those before it that were not there yet are empty.
AppliedPass& pass_at(AppliedStream& applied, std::uint64_t number, std::uint64_t offset,
                     std::uint64_t valid_before) {
  number = std::min<std::uint64_t>(number, AppliedStream::kPassesKept - 1);
  while (applied.passes.size() <= number) {
    applied.passes.push_back({.offset = offset, .valid_after = valid_before});
  }
  return applied.passes.back();
}

}  // namespace

AppliedStream StreamTable::apply(HtabStreamReader& reader) {
  reader.expect(image_.geometry());
  // Without memory slots every page is emulated MMIO, which no table refuses (R46).
  Partition partition;
  StreamApplier applier(image_, partition);
  const StreamSections* sections = reader.sections();
  AppliedStream applied;
  if (sections != nullptr) applied.unit = StreamUnit::kSection;
  for (HtabGroup group; reader.next(group);) {
    AppliedPass& pass =
        pass_at(applied, sections != nullptr ? group.section : group.pass, group.offset, valid_);
    const std::uint64_t replaced = count_valid(image_, group.header);
    applier.apply(group, reader.file_name());
    valid_ += group.header.n_valid - replaced;
    ++pass.groups;
    pass.valid += group.header.n_valid;
    pass.invalid += group.header.n_invalid;
    pass.valid_after = valid_;
  }
  if (sections != nullptr && !sections->sections.empty()) {
    pass_at(applied, sections->sections.size() - 1, sections->sections.back().end, valid_);
  }
  return applied;
}

}  // namespace htabsim
