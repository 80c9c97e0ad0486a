// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/result_folder.h"

#include <system_error>

#include "htabsim/model/base/json_writer.h"
#include "htabsim/model/base/output_file.h"
#include "sc_main/report/run_statistics.h"

namespace htabsim {

namespace {

constexpr const char* kStatistics = "stats.json";
constexpr const char* kPasses = "passes.csv";

}  // namespace

void ResultFolder::prepare() const {
  if (path_.empty()) return;
  for (const char* name : {kStatistics, kPasses}) {
    try_writing(path_ / name);
    std::error_code error;
    std::filesystem::remove(path_ / name, error);
    if (error) refuse_writing(path_ / name, error);
  }
}

void ResultFolder::write(const RunResult& result) const {
  if (path_.empty()) return;
  write_file(path_ / kStatistics, format_json(run_statistics(result)));
  if (MigrationAgent* agent = result.platform.agent()) {
    write_file(path_ / kPasses, passes_csv(*agent));
  }
}

}  // namespace htabsim
