// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "htabsim/model/explore/agent.h"
#include "htabsim/model/explore/explored_table.h"
#include "htabsim/model/explore/invalidations.h"

namespace htabsim {

/// All that a scenario's future depends on. A copy goes its own way.
struct WorldState {
  /// Chunks of a stream on their way to its destination.
  struct Link {
    std::deque<std::vector<std::byte>> chunks;
    bool closed = false;
  };

  std::vector<ExploredTable> tables;
  std::vector<AgentNodeId> agents;
  Invalidations invalidations;
  std::optional<Link> link;              ///< of a scenario with a destination
  std::optional<BrokenPromise> unequal;  ///< the guest's views of two tables, at the end

  /// Checks that the guest's views of two tables are equal; a difference is a violation of
  /// no_lost_update.
  void require_equal(unsigned expected, unsigned actual);
  /// What an agent accesses next belongs to a call, or to an interrupt, that begins only then.
  void await_call(unsigned table, unsigned agent);
  /// An agent has waited so long that it sees the table as it is now.
  void see_newest(unsigned table, unsigned agent);
  /// A lookup of an agent's processor in the table has ended.
  void end_lookup(unsigned table, unsigned agent, unsigned processor);
};

}  // namespace htabsim
