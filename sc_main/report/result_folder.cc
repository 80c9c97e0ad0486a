// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/result_folder.h"

#include <system_error>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/json_writer.h"
#include "htabsim/model/base/output_file.h"
#include "htabsim/model/htab/stream_description.h"
#include "htabsim/model/htab/table_stream.h"
#include "sc_main/report/interval_table.h"
#include "sc_main/report/report_page.h"
#include "sc_main/report/run_statistics.h"
#include "sc_main/report/statistics_row.h"

namespace htabsim {

namespace {

constexpr const char* kStatistics = "stats.json";
constexpr const char* kStatisticsRow = "stats.csv";
constexpr const char* kIntervals = "intervals.csv";
constexpr const char* kReport = "report.html";
constexpr const char* kPasses = "passes.csv";
constexpr const char* kReceived = "received.stream";
constexpr const char* kReceivedPasses = "received.passes.json";
constexpr const char* kDestination = "destination.stream";
constexpr const char* kDestinationPasses = "destination.passes.json";
constexpr const char* kNames[] = {kStatistics,     kStatisticsRow, kIntervals,
                                  kReport,         kPasses,        kReceived,
                                  kReceivedPasses, kDestination,   kDestinationPasses};

}  // namespace

void ResultFolder::prepare() const {
  if (path_.empty()) return;
  static_cast<void>(report_page({}));  // its sources can be read
  for (const char* name : kNames) {
    try_writing(path_ / name);
    std::error_code error;
    std::filesystem::remove(path_ / name, error);
    if (error) refuse_writing(path_ / name, error);
  }
}

void ResultFolder::write(const RunResult& result, const ReceivedStream* received) const {
  if (!wanted()) return;
  try {
    write_all(result, received);
  } catch (const InputError&) {
    std::error_code ignored;
    for (const char* name : kNames) std::filesystem::remove(path_ / name, ignored);
    throw;
  }
}

// Statistics last: where they are, all is.
void ResultFolder::write_all(const RunResult& result, const ReceivedStream* received) const {
  if (received != nullptr) {
    if (!result.cut_short_at) write_streams(result, *received);
    write_file(path_ / kPasses, passes_csv(*result.platform.agent()));
  }
  const boost::json::object statistics = run_statistics(result);
  const StatisticsRow row = statistics_row(statistics);
  const Cycles interval = result.request.interval;
  const std::string intervals =
      interval == Cycles(0) ? "" : interval_table(result.platform, interval);
  if (!intervals.empty()) write_file(path_ / kIntervals, intervals);
  const ReportedRun run{name(), statistics, intervals};
  write_file(path_ / kReport, report_page({&run, 1}));
  write_file(path_ / kStatisticsRow, statistics_csv({&row, 1}));
  write_file(path_ / kStatistics, format_json(statistics));
}

std::string ResultFolder::name() const {
  return path_.has_filename() ? path_.filename().string() : path_.parent_path().filename().string();
}

void ResultFolder::write_streams(const RunResult& result, const ReceivedStream& received) const {
  Guest& destination = result.platform.destination()->guest();
  StreamDescription description{.hpt_order = destination.image().geometry().order(),
                                .ram_bytes = destination.partition().slots.bytes()};
  write_file(path_ / kDestination, table_stream(destination.image(), HeaderOrder::kBig));
  write_file(path_ / kDestinationPasses, format_stream_description(description));
  const std::uint64_t iterations = result.platform.agent()->outcome().iterations;
  description.sections = {kReceived, received.sections(iterations)};
  write_file(path_ / kReceived, received.bytes());
  write_file(path_ / kReceivedPasses, format_stream_description(description));
}

}  // namespace htabsim
