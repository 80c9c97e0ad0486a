// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/microbenchmark_run.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/hpt/geometry.h"

namespace htabsim {

namespace {

/// The host backs guest memory with these, so that its own pages limit nothing.
constexpr std::uint64_t kHostPageBytes = std::uint64_t{16} << 20;
/// log2 of guest memory over its table.
constexpr unsigned kMemoryPerTable = 7;

constexpr std::uint64_t rounded_up(std::uint64_t bytes, std::uint64_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

std::uint64_t memory_bytes(const Microbenchmark& benchmark, PageSize page_size) {
  const GuestConfig defaults;
  const std::uint64_t page = std::uint64_t{1} << shift(page_size);
  const std::uint64_t used = defaults.bolted_pages * page + rounded_up(benchmark.footprint, page);
  return std::max(defaults.memory_bytes, rounded_up(used, kHostPageBytes));
}

std::uint64_t hpt_order(std::uint64_t memory) {
  const auto order = static_cast<unsigned>(std::bit_width(memory - 1)) - kMemoryPerTable;
  return std::max<std::uint64_t>(order, HptGeometry::kMinOrder);
}

}  // namespace

MicrobenchmarkRun microbenchmark_run(const Microbenchmark& benchmark, PageSize page,
                                     std::uint64_t warmup_accesses) {
  MicrobenchmarkRun run;
  run.warmup_accesses = warmup_accesses;
  run.outstanding_misses = benchmark.kind == MicrobenchmarkKind::chase ? 1 : 16;
  run.page = page;
  run.guest_memory_bytes = memory_bytes(benchmark, page);
  run.hpt_order = hpt_order(run.guest_memory_bytes);
  return run;
}

std::string configuration_text(const Microbenchmark& benchmark, const MicrobenchmarkRun& run) {
  return fmt::format(
      "# How to run the trace of `{}` over {} bytes, seed {}, that is in this folder.\n"
      "\n"
      "[cpu]\n"
      "warmup_accesses = {}\n"
      "outstanding_misses = {}  # {}\n"
      "\n"
      "[memory]\n"
      "data_accesses = true\n"
      "\n"
      "[guest]\n"
      "page_size = \"{}\"\n"
      "memory_bytes = {}\n"
      "hpt_order = {}  # as QEMU sizes it: a 128th of the memory rounded up to a power of two\n"
      "\n"
      "[host_memory]\n"
      "page_bytes = {}\n",
      enumerator_name(benchmark.kind), benchmark.footprint, benchmark.seed, run.warmup_accesses,
      run.outstanding_misses,
      benchmark.kind == MicrobenchmarkKind::chase ? "each address comes from the load before"
                                                  : "no address depends on a load",
      enumerator_name(run.page), run.guest_memory_bytes, run.hpt_order, kHostPageBytes);
}

}  // namespace htabsim
