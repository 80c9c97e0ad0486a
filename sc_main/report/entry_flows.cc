// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/entry_flows.h"

namespace htabsim {

namespace {

std::uint64_t number(TimelineFlow flow) { return static_cast<std::uint64_t>(flow); }

}  // namespace

EntryFlows::Flows EntryFlows::of(const TimelineRecord& record) {
  Flows flows;
  if (record.flow != TimelineFlow{}) flows.through.push_back(number(record.flow));
  switch (record.role) {
    case TimelineRole::kNone:
      break;
    case TimelineRole::kChangesEntry:
      changed_[{record.table, record.first}] = number(record.flow);
      break;
    case TimelineRole::kCarriesGroup:
      flows.through = take_entries(record);
      on_their_way_.push_back(flows.through);
      break;
    case TimelineRole::kWritesGroups:
      flows.ending = take_groups(record.count);
      break;
    case TimelineRole::kForgetsGroups:
      on_their_way_.clear();
      break;
    case TimelineRole::kForgetsTable:
      changed_.erase(changed_.lower_bound({record.table, 0}),
                     changed_.lower_bound({record.table + 1, 0}));
      break;
  }
  return flows;
}

// One flow may be of several entries.
std::vector<std::uint64_t> EntryFlows::take_entries(const TimelineRecord& group) {
  std::vector<std::uint64_t> flows;
  const auto first = changed_.lower_bound({group.table, group.first});
  const auto last = changed_.lower_bound({group.table, group.first + group.count});
  for (auto entry = first; entry != last; ++entry) flows.push_back(entry->second);
  changed_.erase(first, last);
  return flows;
}

std::vector<std::uint64_t> EntryFlows::take_groups(std::uint64_t count) {
  std::vector<std::uint64_t> flows;
  for (; count != 0 && !on_their_way_.empty(); --count) {
    flows.insert(flows.end(), on_their_way_.front().begin(), on_their_way_.front().end());
    on_their_way_.pop_front();
  }
  return flows;
}

}  // namespace htabsim
