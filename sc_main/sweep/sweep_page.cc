// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_page.h"

#include <vector>

#include "sc_main/hostdata/reported_run.h"

namespace htabsim {

std::string sweep_page(const SweepStore& store, const SweepRecord& record) {
  std::vector<ReportedRun> runs;
  for (std::size_t i = 0; i < record.runs.size(); ++i) {
    runs.push_back(read_reported_run(store.run_folder(record.runs[i].id), values_text(record, i)));
  }
  return report_page(runs);
}

}  // namespace htabsim
