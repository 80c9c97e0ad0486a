// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/command_line.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "sc_main/cli/ask.h"
#include "sc_main/cli/calibrate.h"
#include "sc_main/cli/command_syntax.h"
#include "sc_main/cli/conform.h"
#include "sc_main/cli/explore.h"
#include "sc_main/cli/litmus.h"
#include "sc_main/cli/presets.h"
#include "sc_main/cli/report.h"
#include "sc_main/cli/run.h"
#include "sc_main/cli/stats.h"
#include "sc_main/cli/stream_apply.h"
#include "sc_main/cli/stream_diff.h"
#include "sc_main/cli/stream_dump.h"
#include "sc_main/cli/stream_info.h"
#include "sc_main/cli/stream_put.h"
#include "sc_main/cli/sweep.h"
#include "sc_main/cli/trace_convert.h"
#include "sc_main/cli/trace_generate.h"
#include "sc_main/cli/trace_info.h"
#include "sc_main/cli/validate.h"
#include "sc_main/cli/verify.h"

namespace htabsim {

namespace {

constexpr CommandText kStreamText = {
    .description =
        R"(Looks at streams of the kind that KVM's HTAB descriptor (KVM_PPC_GET_HTAB_FD) gives and takes, by
themselves or in migration files of QEMU's.)",
    .examples = R"(What is in a stream:

  htabsim stream info hpt_end.stream.zst

In what two tables differ, R and C aside:

  htabsim stream diff --ignore-rc source.stream destination.stream

The table that a migration has sent, as one image:

  htabsim stream apply migration.stream -o table.stream)"};

constexpr CommandText kTraceText = {
    .description =
        R"(Looks at traces of programs, writes them in other formats, and makes those of microbenchmarks.
Formats are recognised by their contents; files may be compressed, and - is a pipe.)",
    .examples = R"(What a trace holds:

  htabsim trace info sort.lackey.zst

A million accesses of it in the format that is read fastest:

  htabsim trace convert sort.lackey.zst --take 1M -o sort.htrace

A pointer chase over 64 MiB in pages of 64 KiB, and its run:

  htabsim trace generate chase --footprint 64M --page 64k -o chase64
  htabsim run chase64/run.toml --trace chase64/trace.lackey.zst)"};

constexpr CommandText kProgramText = {
    .description =
        R"(htabsim models the MMU of a POWER processor cycle by cycle: SLB, ERATs, TLB, table walkers and the
hashed page table, with hcalls that change it and KVM's HTAB descriptor that streams it. It says
what translation costs a program or a guest, how long a live migration of the table takes, and
whether an update is lost.

Each command prints its options with --help.)",
    .examples = R"(What translation costs a program whose trace is there:

  htabsim run --trace sort.lackey.zst -o results

Live-migrate a captured guest's table:

  htabsim migrate --guest p8-4k-share

Make the page of the results again:

  htabsim report results)"};

void add_stream_commands(CommandSyntax& program) {
  CommandSyntax stream =
      program.add_command("stream", "look at HTAB streams, apply and compare them");
  stream.explain(kStreamText);
  stream.require_command();
  add_stream_info_command(stream);
  add_stream_dump_command(stream);
  add_stream_apply_command(stream);
  add_stream_diff_command(stream);
  add_stream_put_command(stream);
}

void add_trace_commands(CommandSyntax& program) {
  CommandSyntax trace = program.add_command("trace", "look at traces, convert and make them");
  trace.explain(kTraceText);
  trace.require_command();
  add_trace_info_command(trace);
  add_trace_convert_command(trace);
  add_trace_generate_command(trace);
}

struct CommandRow {
  std::string_view name;
  void (*add)(CommandSyntax& program);
};

constexpr CommandRow kCommands[] = {
    {"run", add_run_command},           {"migrate", add_migrate_command},
    {"verify", add_verify_command},     {"explore", add_explore_command},
    {"litmus", add_litmus_command},     {"conform", add_conform_command},
    {"stream", add_stream_commands},    {"trace", add_trace_commands},
    {"validate", add_validate_command}, {"calibrate", add_calibrate_command},
    {"report", add_report_command},     {"stats", add_stats_command},
    {"sweep", add_sweep_command},       {"ask", add_ask_command},
    {"presets", add_presets_command},
};

/// The command that is named first, or all: a start takes no time for the options of others.
void describe_commands(CommandSyntax& program, std::string_view named) {
  program.require_command();
  const auto* const only = std::ranges::find(kCommands, named, &CommandRow::name);
  if (only != std::end(kCommands)) return only->add(program);
  for (const CommandRow& command : kCommands) command.add(program);
}

CommandSyntax described_program(std::string_view named) {
  CommandSyntax program(
      "htabsim", "Cycle-level model of a POWER hashed-page-table MMU with KVM's HTAB descriptor.",
      "htabsim " HTABSIM_VERSION);
  program.explain(kProgramText);
  describe_commands(program, named);
  return program;
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv) {
  return described_program(argc > 1 ? argv[1] : "").parse(argc, argv);
}

CommandDescription program_description() { return described_program("").description(); }

}  // namespace htabsim
