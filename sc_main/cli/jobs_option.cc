// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/jobs_option.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

namespace htabsim {

namespace {

constexpr std::uint64_t kMostJobs = 4'096;

}  // namespace

void add_jobs_option(CommandSyntax& command, std::optional<std::uint64_t>& jobs,
                     const std::string& without) {
  command.add_integer({"-j,--jobs", fmt::format("runs at a time (default: {})", without), "N"},
                      jobs, {1, kMostJobs});
}

std::size_t runs_at_a_time(const std::optional<std::uint64_t>& jobs) {
  return jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace htabsim
