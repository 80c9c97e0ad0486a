// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/explore/explorer.h"

namespace htabsim {

struct RandomOrdersOptions {
  /// How many orderings of operations it takes to break something: 1 for any one order, 2 for one
  /// operation that must come before another, and so on. A load of what is not the newest store,
  /// or a store that goes before another's, is one of them (MemoryModel::power). At least 1.
  unsigned depth = 3;
  std::uint64_t runs = 1000;
  std::uint64_t seed = 1;
  ExplorationRules rules = {};
};

struct RandomOrders {
  std::uint64_t runs = 0;     ///< that were made; the last has broken something if any has
  std::uint64_t longest = 0;  ///< choices of the longest one
  unsigned actors = 0;        ///< agents, and processors that tlbies reach
  unsigned outcomes = 1;      ///< of the operation that could come out in most ways
  std::optional<ExploredViolation> violation;

  /// The least probability that these runs find what orders of this depth break.
  [[nodiscard]] double bound(unsigned depth) const;
};

/// Tries random orders where all are too many: probabilistic concurrency testing (Burckhardt,
/// Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with probabilistic guarantees of
/// finding bugs", ASPLOS 2010). Each actor has a random priority, the one with the highest goes on,
/// and at depth - 1 random places of the order whoever went on gets a priority below all others.
/// Where the operation there can come out in several ways, each but the first is as likely as that.
RandomOrders try_random_orders(const Scenario& scenario, const RandomOrdersOptions& options);

}  // namespace htabsim
