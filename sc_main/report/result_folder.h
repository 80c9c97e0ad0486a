// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "sc_main/report/received_stream.h"
#include "sc_main/report/run_result.h"

namespace htabsim {

/// Where a run's result files go: stats.json, the same as a row of CSV and as a page to look at,
/// intervals.csv if it is asked for, and of a migration passes.csv, the stream that the destination
/// received and the table that it then has, both with their *.passes.json. Of one that was cut
/// short there are no streams.
class ResultFolder {
 public:
  /// An empty path: nowhere.
  explicit ResultFolder(std::filesystem::path path) : path_(std::move(path)) {}

  /// Tries that results can be written, and takes those of an earlier run away. InputError if not.
  void prepare() const;
  /// All of them, or none and InputError. `received` is null unless the run is a migration.
  void write(const RunResult& result, const ReceivedStream* received) const;
  [[nodiscard]] bool wanted() const { return !path_.empty(); }

 private:
  [[nodiscard]] std::string name() const;
  void write_all(const RunResult& result, const ReceivedStream* received) const;
  void write_streams(const RunResult& result, const ReceivedStream& received) const;

  std::filesystem::path path_;
};

}  // namespace htabsim
