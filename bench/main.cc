// SPDX-License-Identifier: Apache-2.0
//
// Runs Google Benchmark inside SystemC.

#include <cstdlib>

#include <benchmark/benchmark.h>
#include <systemc>

int sc_main(int /*argc*/, char** /*argv*/) {
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
