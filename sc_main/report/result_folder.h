// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// Where a run's result files go: stats.json, and passes.csv of a migration.
class ResultFolder {
 public:
  /// An empty path: nowhere.
  explicit ResultFolder(std::filesystem::path path) : path_(std::move(path)) {}

  /// Tries that results can be written, and takes those of an earlier run away. InputError if not.
  void prepare() const;
  void write(const RunResult& result) const;

 private:
  std::filesystem::path path_;
};

}  // namespace htabsim
