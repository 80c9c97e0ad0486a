// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_progress.h"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace htabsim {

std::string sweep_progress_text(const RunTally& tally, std::chrono::duration<double> elapsed) {
  const auto total = static_cast<double>(tally.total);
  const auto settled = static_cast<double>(tally.settled());
  std::string text =
      fmt::format("{:.1f} %  {} of {} runs", 100 * settled / total, tally.settled(), tally.total);
  const auto run = static_cast<double>(tally.done + tally.failed);
  if (run == 0 || elapsed.count() <= 0) return text;
  const double rate = run / elapsed.count();
  const auto left = static_cast<std::uint64_t>((total - settled) / rate + 0.5);
  return text + fmt::format("  {:.1f} runs/s  left {}:{:02}", rate, left / 60, left % 60);
}

SweepProgress::SweepProgress() : is_shown_(::isatty(STDERR_FILENO) == 1) {}

SweepProgress::~SweepProgress() {
  if (is_shown_) fmt::print(stderr, "\r\x1b[K");
}

void SweepProgress::show(const RunTally& tally) const {
  if (!is_shown_) return;
  fmt::print(stderr, "\r\x1b[K{}",
             sweep_progress_text(tally, std::chrono::steady_clock::now() - begin_));
  std::fflush(stderr);
}

}  // namespace htabsim
