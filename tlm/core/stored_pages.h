// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// The pages of 4 KB that a processor's stores have gone to since they were last taken. The
/// processor may be ahead of simulated time: what it does there counts once that time has come.
class StoredPages {
 public:
  static constexpr unsigned kPageShift = 12;
  using Pages = boost::unordered_flat_set<std::uint64_t>;  // numbers

  /// A store to `address` at the processor's time `at`, when simulated time is `now`.
  void add(std::uint64_t address, Cycles at, Cycles now);
  /// Moves the pages of stores before `now` to `pages`; those of this cycle are for the next time.
  void take(Cycles now, Pages& pages);

 private:
  void settle(Cycles now);

  Pages past_;
  std::vector<std::pair<Cycles, std::uint64_t>> ahead_;  // times and pages of stores ahead of that
};

}  // namespace htabsim
