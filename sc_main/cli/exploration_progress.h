// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "htabsim/model/explore/explorer.h"

namespace htabsim {

/// One line of a terminal that says how far explorations are; nothing where the standard error is
/// no terminal. For any number of threads.
class ExplorationProgress {
 public:
  explicit ExplorationProgress(std::size_t scenarios);
  ~ExplorationProgress();
  ExplorationProgress(const ExplorationProgress&) = delete;
  ExplorationProgress& operator=(const ExplorationProgress&) = delete;

  [[nodiscard]] bool is_shown() const { return is_shown_; }
  /// `longest`: how long an order of the scenario may become, about.
  void note(const std::string& scenario, const SearchProgress& reached, std::uint64_t longest);
  void end(const std::string& scenario, std::uint64_t states);

 private:
  struct UnderWay {
    SearchProgress reached;
    std::uint64_t longest = 0;
  };

  void show() const;

  const bool is_shown_;
  const std::size_t scenarios_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::map<std::string, UnderWay> under_way_;
  std::size_t ended_ = 0;
  std::uint64_t ended_states_ = 0;
};

}  // namespace htabsim
