// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_summary.h"

#include <algorithm>

namespace htabsim {

namespace {

HtabPassSummary& pass_of(HtabStreamSummary& summary, const HtabGroup& group) {
  if (group.pass >= HtabStreamSummary::kPassesKept) {
    if (summary.further_passes.groups == 0) summary.further_passes.offset = group.offset;
    return summary.further_passes;
  }
  if (summary.passes.size() <= group.pass) summary.passes.push_back({.offset = group.offset});
  return summary.passes.back();
}

void count_group(HtabStreamSummary& summary, const HtabGroup& group) {
  summary.pass_count = group.pass + 1;
  summary.total.add(group);
  pass_of(summary, group).add(group);
  if (!summary.sections.empty()) summary.sections.at(group.section).add(group);
  summary.valid_runs.add(group.header.n_valid);
  summary.invalid_runs.add(group.header.n_invalid);
  for (const Hpte& entry : group.entries) summary.entries.add(entry);
}

unsigned smallest_order(HpteIndex end) {
  unsigned order = HptGeometry::kMinOrder;
  while (HptGeometry(order).hptes() < end.value()) ++order;
  return order;
}

}  // namespace

void HtabPassSummary::add(const HtabGroup& group) {
  ++groups;
  bytes += kGroupHeaderBytes + group.header.body_bytes();
  valid += group.header.n_valid;
  invalid += group.header.n_invalid;
}

void SectionSummary::add(const HtabGroup& group) {
  if (counts.groups == 0) first_pass = group.pass;
  last_pass = group.pass;
  counts.add(group.header);
}

HtabStreamSummary summarise_stream(HtabStreamReader& reader) {
  HtabStreamSummary summary;
  summary.header_order = reader.header_order();
  if (const StreamSections* sections = reader.sections()) {
    summary.sections.resize(sections->sections.size());
  }
  HpteIndex end;
  for (HtabGroup group; reader.next(group);) {
    count_group(summary, group);
    end = std::max(end, group.header.end());
  }
  summary.min_order = smallest_order(end);
  return summary;
}

}  // namespace htabsim
