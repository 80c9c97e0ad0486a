// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "htabsim/model/trace/microbenchmark.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// How a microbenchmark's trace is to be run: what its configuration file sets.
struct MicrobenchmarkRun {
  std::uint64_t warmup_accesses = 0;
  std::uint64_t outstanding_misses = 1;
  PageSize page = PageSize::page_64k;
  std::uint64_t guest_memory_bytes = 0;
  std::uint64_t hpt_order = 0;  ///< log2(bytes)
};

/// `warmup_accesses` are those at the trace's beginning that are not measured. The guest has memory
/// for the whole footprint, and a table as large as QEMU gives it for that (facts C9).
MicrobenchmarkRun microbenchmark_run(const Microbenchmark& benchmark, PageSize page,
                                     std::uint64_t warmup_accesses);

/// The configuration file.
std::string configuration_text(const Microbenchmark& benchmark, const MicrobenchmarkRun& run);

}  // namespace htabsim
