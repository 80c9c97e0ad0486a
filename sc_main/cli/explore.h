// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// Which scenarios are explored.
enum class ExploreSet : std::uint8_t {
  kNamed,     ///< the one named; if none is, they are listed
  kAll,       ///< those that are to hold
  kBarriers,  ///< none: the barriers are listed
};

struct ExploreOptions {
  ExploreSet set = ExploreSet::kNamed;
  std::string scenario;
  std::string inject;
  std::string memory;                ///< a MemoryModel; empty: power
  std::string entry_fetch = "line";  ///< an EntryFetch
  std::string without;               ///< a barrier, by its name in barrier_table()
  std::string replay;                ///< the choices of one order; empty: all orders
  std::string checkpoint;            ///< file of an interrupted search; empty: none
  std::optional<std::uint64_t> preemptions;
  std::optional<std::uint64_t> jobs;
  /// Of random orders; nothing: all orders.
  std::optional<std::uint64_t> pct;
  std::optional<std::uint64_t> runs;
  std::optional<std::uint64_t> seed;
};

/// Goes through all orders of the agents of scenarios. kRefuted if one of them broke a promise.
ExitCode run_explore(const ExploreOptions& options, std::FILE* out);

void add_explore_command(CommandSyntax& program);

}  // namespace htabsim
