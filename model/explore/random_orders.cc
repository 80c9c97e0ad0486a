// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/random_orders.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "htabsim/model/base/split_mix.h"

namespace htabsim {

namespace {

/// Random numbers of one run.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t run) : seed_(split_mix_64(seed, run)) {}
  std::uint64_t below(std::uint64_t bound) { return split_mix_64(seed_, drawn_++) % bound; }

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

/// Who goes on first, and where that changes, in one run.
class Priorities {
 public:
  Priorities(Random& random, unsigned actors, unsigned depth, std::uint64_t length)
      : of_actor_(actors) {
    std::iota(of_actor_.begin(), of_actor_.end(), depth);
    for (unsigned i = actors; i > 1; --i) {
      std::swap(of_actor_[i - 1], of_actor_[static_cast<std::size_t>(random.below(i))]);
    }
    for (unsigned i = 1; i < depth; ++i) changes_.push_back(random.below(length));
  }

  /// The ways in which the operation of whoever goes on can come out.
  [[nodiscard]] std::vector<World::Choice> highest(std::vector<World::Choice> choices) const {
    const auto first = std::ranges::max_element(
        choices, {}, [this](World::Choice one) { return of_actor_[one.actor]; });
    const auto actor = first->actor;
    std::erase_if(choices, [actor](World::Choice one) { return one.actor != actor; });
    return choices;
  }
  /// Takes step `step` in one of the ways.
  World::Choice take(std::uint64_t step, const std::vector<World::Choice>& ways, Random& random) {
    const auto change = std::ranges::find(changes_, step);
    if (change == changes_.end()) return ways.front();
    const World::Choice way = ways[static_cast<std::size_t>(random.below(ways.size()))];
    if (way == ways.front()) {
      of_actor_[way.actor] = static_cast<unsigned>(change - changes_.begin());
    }
    return way;
  }

 private:
  std::vector<unsigned> of_actor_;
  std::vector<std::uint64_t> changes_;
};

/// Takes a world from its beginning to an end.
class Runner {
 public:
  Runner(const Scenario& scenario, const RandomOrdersOptions& options)
      : options_(options), world_(options.rules) {
    scenario.set_up(world_);
    first_ = world_.begin(World::Reduction::kOn);
    result_.actors = world_.actors();
  }

  RandomOrders run() {
    // How long an order is shows when one has been made.
    for (std::uint64_t run = 0; run <= options_.runs && !result_.violation; ++run) {
      Random random(options_.seed, run);
      const unsigned depth = run == 0 ? 1 : options_.depth;
      follow(Priorities(random, result_.actors, depth, std::max<std::uint64_t>(result_.longest, 1)),
             random);
      result_.runs += run == 0 && !result_.violation ? 0 : 1;
    }
    return std::move(result_);
  }

 private:
  void follow(Priorities priorities, Random& random) {
    WorldState state = *first_;
    std::vector<World::Choice> path;
    World::Standing standing = world_.standing(state);
    while (standing.end == World::Standing::End::kOpen && standing.holds()) {
      const std::vector<World::Choice> ways = priorities.highest(world_.choices(state));
      result_.outcomes = std::max(result_.outcomes, static_cast<unsigned>(ways.size()));
      const World::Choice choice = priorities.take(path.size(), ways, random);
      world_.perform(state, choice);
      path.push_back(choice);
      standing = world_.standing(state);
    }
    result_.longest = std::max<std::uint64_t>(result_.longest, path.size());
    if (standing.holds()) return;
    result_.violation = {standing.broken, world_.steps_along(*first_, path), text_of(path)};
  }

  const RandomOrdersOptions& options_;
  World world_;
  std::optional<WorldState> first_;
  RandomOrders result_;
};

}  // namespace

double RandomOrders::bound(unsigned depth) const {
  const auto length = static_cast<double>(std::max<std::uint64_t>(longest, 1));
  const double one = 1 / (actors * std::pow(length * outcomes, depth - 1));
  return -std::expm1(static_cast<double>(runs) * std::log1p(-one));
}

RandomOrders try_random_orders(const Scenario& scenario, const RandomOrdersOptions& options) {
  return Runner(scenario, options).run();
}

}  // namespace htabsim
