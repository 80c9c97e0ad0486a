// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/reported_run.h"

#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "sc_main/hostdata/run_stats.h"

namespace htabsim {

namespace {

boost::json::object stats_of_run(const std::filesystem::path& run_dir) {
  boost::json::object stats = read_run_stats(run_dir);
  for (const char* member : {"config", "races", "table"}) {
    const boost::json::value* found = stats.if_contains(member);
    if (found == nullptr || !found->is_object()) {
      throw InputError((run_dir / "stats.json").string(), InputError::kNoLine,
                       fmt::format("is not the statistics of a run: it has no \"{}\"", member));
    }
  }
  return stats;
}

}  // namespace

ReportedRun read_reported_run(const std::filesystem::path& run_dir, std::string name) {
  const std::filesystem::path intervals = run_dir / "intervals.csv";
  return {std::move(name), stats_of_run(run_dir),
          exists(intervals) ? read_whole_file(intervals) : ""};
}

}  // namespace htabsim
