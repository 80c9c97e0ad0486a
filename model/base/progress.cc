// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/progress.h"

#include <algorithm>

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

/// What has been done so far, "1.25 M events/s  simulated 3.100 ms".
std::string done_text(const ProgressPoint& point, double rate) {
  if (!point.simulated_ps) return rate_text(rate);
  return fmt::format("{}  simulated {:.3f} ms", rate_text(rate),
                     static_cast<double>(*point.simulated_ps) / kPsPerMs);
}

}  // namespace

std::string progress_text(const ProgressPoint& point, std::chrono::duration<double> elapsed) {
  const auto events = static_cast<double>(point.events);
  const double rate = elapsed.count() > 0 ? events / elapsed.count() : 0;
  const std::string done = done_text(point, rate);
  if (!point.share) return done;

  const std::string share = fmt::format("{:.1f} %  {}", 100 * *point.share, done);
  if (*point.share == 0) return share;
  const double left = elapsed.count() * (1 / *point.share - 1);
  return fmt::format("{}  left {}", share, minutes_text(std::max(0.0, left)));
}

Progress::Progress(std::FILE* stream)
    : stream_(stream), on_terminal_(::isatty(::fileno(stream)) == 1), next_(start_ + kPeriod) {}

Progress::~Progress() {
  if (!shown_) return;
  std::fputs(kEraseLine, stream_);
  std::fflush(stream_);
}

void Progress::update(const ProgressPoint& point) {
  if (!on_terminal_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kPeriod;
  shown_ = true;
  std::fputs((kEraseLine + progress_text(point, now - start_)).c_str(), stream_);
  std::fflush(stream_);
}

}  // namespace htabsim
