// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <sstream>
#include <string>

#include <benchmark/benchmark.h>

#include "htabsim/model/trace/trace_format.h"
#include "htabsim/model/trace/trace_output.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kAccesses = 1 << 20;

/// The shipped trace of a program over and over, in the format.
std::string sort_as(const TraceOutput& output) {
  std::ostringstream bytes;
  const auto writer = output.open(bytes);
  for (std::uint64_t written = 0; written < kAccesses;) {
    const auto trace = open_trace(InputFile(HTABSIM_SOURCE_DIR "/traces/sort.lackey.zst"));
    for (PlainAccess access; written < kAccesses && trace.reader->next(access); ++written) {
      writer->write(access);
    }
  }
  writer->finish();
  return bytes.str();
}

/// What a run's reading thread does, of contents that are in memory.
void decode(benchmark::State& state, const TraceOutput& output) {
  const std::string bytes = sort_as(output);
  for ([[maybe_unused]] auto _ : state) {
    const auto trace = open_trace(InputFile(std::string(output.name), bytes));
    for (PlainAccess access; trace.reader->next(access);) benchmark::DoNotOptimize(access);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kAccesses));
}

const bool kRegistered = [] {
  for (const TraceOutput& output : trace_outputs()) {
    benchmark::RegisterBenchmark(("decode/" + std::string(output.name)).c_str(),
                                 [&](benchmark::State& state) { decode(state, output); });
  }
  return true;
}();

}  // namespace
}  // namespace htabsim
