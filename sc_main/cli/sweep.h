// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/trace/trace_format.h"
#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// Who runs the configurations of a sweep.
enum class SweepBy : std::uint8_t {
  kThisMachine,
  kSlurm,  ///< a job array, which this program submits and waits for
  kMpi,    ///< the ranks of an MPI job, of which this program is one
};

struct SweepOptions {
  std::filesystem::path file;
  std::filesystem::path output;
  TraceReading reading;
  SweepBy by = SweepBy::kThisMachine;
  std::optional<std::uint64_t>
      jobs;           ///< nothing: as many as there are processors; of Slurm's tasks 1
  std::string shard;  ///< K/N; empty: all
  std::optional<std::uint64_t> tasks;  ///< of Slurm's job array, at most
  std::vector<std::string> sbatch;     ///< further options for sbatch
};

/// Runs the configurations of a sweep that are not finished yet.
ExitCode run_sweep(const SweepOptions& options, std::FILE* out);

void add_sweep_command(CommandSyntax& program);

}  // namespace htabsim
