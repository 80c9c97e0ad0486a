// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/progress.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace htabsim {

namespace {

constexpr std::chrono::milliseconds kPeriod{100};
constexpr const char* kEraseLine = "\r\x1b[K";
constexpr double kPsPerMs = 1e9;

std::string rate_text(double per_second) {
  if (per_second >= 1e6) return fmt::format("{:.2f} M events/s", per_second / 1e6);
  if (per_second >= 1e3) return fmt::format("{:.2f} k events/s", per_second / 1e3);
  return fmt::format("{:.0f} events/s", per_second);
}

std::string minutes_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string simulated_text(std::uint64_t ps) {
  return fmt::format("simulated {:.3f} ms", static_cast<double>(ps) / kPsPerMs);
}

/// "left 0:34", if so much has taken so long.
std::string left_text(double share, std::chrono::duration<double> elapsed) {
  return "left " + minutes_text(std::max(0.0, elapsed.count() * (1 / share - 1)));
}

/// What has been done so far, "1.25 M events/s  simulated 3.100 ms".
std::string done_text(const ProgressPoint& point, double rate) {
  if (!point.simulated_ps) return rate_text(rate);
  return fmt::format("{}  {}", rate_text(rate), simulated_text(*point.simulated_ps));
}

}  // namespace

std::string progress_text(const ProgressPoint& point, std::chrono::duration<double> elapsed) {
  const auto events = static_cast<double>(point.events);
  const double rate = elapsed.count() > 0 ? events / elapsed.count() : 0;
  const std::string done = done_text(point, rate);
  if (!point.share) return done;

  const std::string share = fmt::format("{:.1f} %  {}", 100 * *point.share, done);
  if (*point.share == 0) return share;
  return share + "  " + left_text(*point.share, elapsed);
}

std::string pass_progress_text(const PassPoint& point, std::chrono::duration<double> elapsed) {
  const std::string done = fmt::format("pass {}: {:.1f} % of the table  {}", point.number,
                                       100 * point.share, simulated_text(point.simulated_ps));
  return point.share == 0
             ? done
             : fmt::format("{}  {} of the pass", done, left_text(point.share, elapsed));
}

Progress::Progress(std::FILE* stream)
    : stream_(stream), on_terminal_(::isatty(::fileno(stream)) == 1), next_(start_ + kPeriod) {}

Progress::~Progress() { erase(); }

void Progress::erase() {
  if (!std::exchange(shown_, false)) return;
  std::fputs(kEraseLine, stream_);
  std::fflush(stream_);
}

void Progress::update(const ProgressPoint& point) {
  if (is_due()) show(progress_text(point, Clock::now() - start_));
}

void Progress::show(const std::string& text) {
  if (!on_terminal_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kPeriod;
  shown_ = true;
  std::fputs((kEraseLine + text).c_str(), stream_);
  std::fflush(stream_);
}

}  // namespace htabsim
