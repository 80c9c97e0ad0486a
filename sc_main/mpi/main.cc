// SPDX-License-Identifier: Apache-2.0
//
// htabsim-sweep-mpi FILE DIR [OPTION]...   what `htabsim sweep FILE -o DIR --mpi` becomes; the
//                                          options are those that say how traces are read
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include <boost/mpi/collectives.hpp>
#include <boost/mpi/environment.hpp>
#include <boost/mpi/operations.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/exit_code.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/config/this_program.h"
#include "sc_main/mpi/mpi_runs.h"
#include "sc_main/sweep/reading_arguments.h"
#include "sc_main/sweep/sweep_end.h"

namespace htabsim {

namespace {

std::filesystem::path program_beside() { return this_program().parent_path() / "htabsim"; }

SweepPlan plan_of(const boost::mpi::communicator& world, std::span<const char* const> arguments) {
  if (arguments.size() < 2) {
    throw UsageError("start it so: mpirun -n 3 htabsim sweep FILE.toml -o DIR --mpi");
  }
  if (world.size() < 2) {
    throw UsageError("sweep: --mpi needs two ranks at least: mpirun -n 3 htabsim sweep ... --mpi");
  }
  return make_sweep_plan(read_sweep_file(arguments[0]),
                         parse_reading_arguments(arguments.subspan(2)));
}

/// Whether all ranks could plan; the first that could not says why.
bool all_agree(const boost::mpi::communicator& world, const std::optional<std::string>& fault) {
  const int mine = fault ? world.rank() : world.size();
  const int first = boost::mpi::all_reduce(world, mine, boost::mpi::minimum<int>());
  if (fault && first == world.rank()) fmt::print(stderr, "htabsim: {}\n", *fault);
  return first == world.size();
}

ExitCode run_rank(const boost::mpi::communicator& world, const SweepWork& work) {
  if (world.rank() != 0) {
    run_handed_out(work, world);
    return ExitCode::kSuccess;
  }
  const SweepRecord record = record_of(work.plan);
  work.store.write_record(record);
  MpiRuns runs(work, world);
  const ExitCode code = conclude_sweep(work.store, record, runs.run(), stdout);
  std::fflush(stdout);
  if (runs.has_lost_ranks()) boost::mpi::environment::abort(static_cast<int>(code));
  return code;
}

ExitCode run_guarded(const boost::mpi::communicator& world,
                     std::span<const char* const> arguments) {
  std::optional<SweepPlan> plan;
  std::optional<std::string> fault;
  try {
    plan = plan_of(world, arguments);
  } catch (const std::exception& error) {
    fault = error.what();
  }
  if (!all_agree(world, fault)) return ExitCode::kInputAtFault;
  try {
    const SweepStore store(arguments[1]);
    store.prepare();
    return run_rank(world, {*plan, store, program_beside()});
  } catch (const std::exception& error) {
    // The others would wait for this rank.
    fmt::print(stderr, "htabsim: {}\n", error.what());
    boost::mpi::environment::abort(static_cast<int>(ExitCode::kInputAtFault));
  }
  return ExitCode::kInputAtFault;
}

}  // namespace

}  // namespace htabsim

int main(int argc, char** argv) {
  const boost::mpi::environment environment(argc, argv);
  const boost::mpi::communicator world;
  const std::span<const char* const> arguments(argv + 1, static_cast<std::size_t>(argc - 1));
  return static_cast<int>(htabsim::run_guarded(world, arguments));
}
