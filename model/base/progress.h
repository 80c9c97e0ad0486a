// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace htabsim {

/// How far a run has come.
struct ProgressPoint {
  std::uint64_t events = 0;
  std::optional<double> share =
      {};  ///< of all that there is; nothing: not known, nor the time left
  std::optional<std::uint64_t> simulated_ps;  ///< nothing: what is done is no simulation
};

/// How far a pass of a migration's stream has come.
struct PassPoint {
  std::size_t number = 1;
  double share = 0;  ///< of the table
  std::uint64_t simulated_ps = 0;
};

/// "pass 2: 42.0 % of the table  simulated 3.100 ms  left 0:34 of the pass".
std::string pass_progress_text(const PassPoint& point, std::chrono::duration<double> elapsed);

/// "42.0 %  1.25 M events/s  simulated 3.100 ms  left 0:34", without what is not known.
std::string progress_text(const ProgressPoint& point, std::chrono::duration<double> elapsed);

/// A line on a terminal, rewritten ten times a second and removed at the end. It does not show on
/// anything but a terminal, nor in the first tenth of a second.
class Progress {
 public:
  explicit Progress(std::FILE* stream);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// Whether update() would show something now: a point that takes work is only then made.
  [[nodiscard]] bool is_due() const { return on_terminal_ && Clock::now() >= next_; }
  /// Reads the clock at each call, so call it every few thousand events.
  void update(const ProgressPoint& point);
  void show(const std::string& text);
  /// Removes the line before something else is printed.
  void erase();

 private:
  using Clock = std::chrono::steady_clock;

  std::FILE* stream_;
  bool on_terminal_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace htabsim
