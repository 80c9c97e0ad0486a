// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

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
  /// Of a scenario's states so many are known, and so many of these are to be followed.
  void note(const std::string& scenario, std::uint64_t states, std::uint64_t waiting);
  void end(const std::string& scenario, std::uint64_t states);

 private:
  struct Counts {
    std::uint64_t states = 0;
    std::uint64_t waiting = 0;
  };

  void show() const;

  const bool is_shown_;
  const std::size_t scenarios_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::map<std::string, Counts> under_way_;
  std::size_t ended_ = 0;
  std::uint64_t ended_states_ = 0;
};

}  // namespace htabsim
