// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/command_line.h"

#include "sc_main/cli/calibrate.h"
#include "sc_main/cli/command_syntax.h"
#include "sc_main/cli/conform.h"
#include "sc_main/cli/explore.h"
#include "sc_main/cli/litmus.h"
#include "sc_main/cli/presets.h"
#include "sc_main/cli/run.h"
#include "sc_main/cli/stream_apply.h"
#include "sc_main/cli/stream_diff.h"
#include "sc_main/cli/stream_dump.h"
#include "sc_main/cli/stream_info.h"
#include "sc_main/cli/stream_put.h"
#include "sc_main/cli/trace_generate.h"
#include "sc_main/cli/trace_info.h"
#include "sc_main/cli/validate.h"
#include "sc_main/cli/verify.h"

namespace htabsim {

namespace {

void describe_commands(CommandSyntax& program) {
  program.require_command();
  add_run_command(program);
  add_migrate_command(program);
  add_verify_command(program);
  add_explore_command(program);
  add_litmus_command(program);
  add_conform_command(program);
  CommandSyntax stream =
      program.add_command("stream", "look at HTAB streams, apply and compare them");
  stream.require_command();
  add_stream_info_command(stream);
  add_stream_dump_command(stream);
  add_stream_apply_command(stream);
  add_stream_diff_command(stream);
  add_stream_put_command(stream);
  CommandSyntax trace = program.add_command("trace", "look at traces and make them");
  trace.require_command();
  add_trace_info_command(trace);
  add_trace_generate_command(trace);
  add_validate_command(program);
  add_calibrate_command(program);
  add_presets_command(program);
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv) {
  CommandSyntax program(
      "htabsim", "Cycle-level model of a POWER hashed-page-table MMU with KVM's HTAB descriptor.",
      "htabsim " HTABSIM_VERSION);
  describe_commands(program);
  return program.parse(argc, argv);
}

}  // namespace htabsim
