// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "sc_main/report/ordered_timeline.h"

namespace htabsim {

/// Follows what changes an entry to the group of the stream that carries it, and on to the write of
/// that group.
class EntryFlows {
 public:
  /// The flows of an event.
  struct Flows {
    std::vector<std::uint64_t> through;
    std::vector<std::uint64_t> ending;
  };

  /// To be asked of each record, in their order.
  Flows of(const TimelineRecord& record);

 private:
  using Entry = std::pair<std::uint64_t, std::uint64_t>;  // table and index

  std::vector<std::uint64_t> take_entries(const TimelineRecord& group);
  std::vector<std::uint64_t> take_groups(std::uint64_t count);

  std::map<Entry, std::uint64_t> changed_;               // and not carried since
  std::deque<std::vector<std::uint64_t>> on_their_way_;  // group by group
};

}  // namespace htabsim
