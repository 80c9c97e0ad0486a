// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sc_main/sweep/sweep_plan.h"

namespace htabsim {

/// What a sweep's folder says that it consists of, for those who do not have its file.
struct SweepRecord {
  struct Run {
    std::string id;
    std::vector<std::string> values;  ///< of the keys, as text
  };

  std::vector<std::string> keys;
  std::vector<Run> runs;
};

/// What a configuration, by its number from 0, is told from the others by:
/// "mmu.tlb_entries=64 seed=1".
std::string values_text(const SweepRecord& record, std::size_t number);

SweepRecord record_of(const SweepPlan& plan);
/// As JSON.
std::string sweep_record_text(const SweepRecord& record);
/// InputError, naming the file, if the text is none of the above.
SweepRecord parse_sweep_record(const std::string& file, const std::string& text);

}  // namespace htabsim
