// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_table.h"

#include <iterator>
#include <utility>
#include <vector>

#include "sc_main/hostdata/run_stats.h"
#include "sc_main/report/statistics_row.h"

namespace htabsim {

std::string sweep_csv(const SweepStore& store, const SweepRecord& record) {
  std::vector<StatisticsRow> rows;
  for (const SweepRecord::Run& run : record.runs) {
    if (!store.is_finished(run.id)) continue;
    StatisticsRow row;
    for (std::size_t i = 0; i < record.keys.size(); ++i) {
      row.push_back({record.keys[i], run.values[i]});
    }
    std::ranges::move(statistics_row(read_run_stats(store.run_folder(run.id))),
                      std::back_inserter(row));
    rows.push_back(std::move(row));
  }
  return statistics_csv(rows);
}

}  // namespace htabsim
