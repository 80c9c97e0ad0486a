// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/exploration_progress.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "htabsim/model/base/text_table.h"

namespace htabsim {

ExplorationProgress::ExplorationProgress(std::size_t scenarios)
    : is_shown_(isatty(fileno(stderr)) != 0), scenarios_(scenarios) {}

ExplorationProgress::~ExplorationProgress() {
  if (is_shown_) fmt::print(stderr, "\r\x1b[K");
}

void ExplorationProgress::note(const std::string& scenario, const SearchProgress& reached,
                               std::uint64_t longest) {
  const std::lock_guard lock(mutex_);
  under_way_[scenario] = {reached, longest};
  show();
}

void ExplorationProgress::end(const std::string& scenario, std::uint64_t states) {
  const std::lock_guard lock(mutex_);
  under_way_.erase(scenario);
  ended_states_ += states;
  ++ended_;
}

void ExplorationProgress::show() const {
  SearchProgress sum{.states = ended_states_};
  std::vector<std::string> names;
  for (const auto& [name, one] : under_way_) {
    names.push_back(fmt::format("{} (step {} of about {})", name, one.reached.steps,
                                std::max(one.longest, one.reached.steps)));
    sum.states += one.reached.states;
    sum.waiting += one.reached.waiting;
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(sum.states) / passed.count());
  const std::string which =
      scenarios_ == 1 ? "" : fmt::format("{} of {} done, at ", ended_, scenarios_);
  fmt::print(stderr, "\r{}{}: {} states, {} of them to be followed, {} a second\x1b[K", which,
             fmt::join(names, ", "), grouped(sum.states), grouped(sum.waiting), grouped(rate));
}

}  // namespace htabsim
