// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/exploration_progress.h"

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

void ExplorationProgress::note(const std::string& scenario, std::uint64_t states,
                               std::uint64_t waiting) {
  const std::lock_guard lock(mutex_);
  under_way_[scenario] = {states, waiting};
  show();
}

void ExplorationProgress::end(const std::string& scenario, std::uint64_t states) {
  const std::lock_guard lock(mutex_);
  under_way_.erase(scenario);
  ended_states_ += states;
  ++ended_;
}

void ExplorationProgress::show() const {
  Counts sum{ended_states_, 0};
  std::vector<std::string> names;
  for (const auto& [name, counts] : under_way_) {
    names.push_back(name);
    sum.states += counts.states;
    sum.waiting += counts.waiting;
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(sum.states) / passed.count());
  const std::string which =
      scenarios_ == 1 ? "" : fmt::format("{} of {} done, at ", ended_, scenarios_);
  fmt::print(stderr, "\r{}{}: {} states, {} of them to be followed, {} a second\x1b[K", which,
             fmt::join(names, ", "), grouped(sum.states), grouped(sum.waiting), grouped(rate));
}

}  // namespace htabsim
