// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/command_line.h"

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/calibrate.h"
#include "sc_main/cli/conform.h"
#include "sc_main/cli/explore.h"
#include "sc_main/cli/presets.h"
#include "sc_main/cli/run.h"
#include "sc_main/cli/stream_apply.h"
#include "sc_main/cli/stream_diff.h"
#include "sc_main/cli/stream_dump.h"
#include "sc_main/cli/stream_info.h"
#include "sc_main/cli/trace_generate.h"
#include "sc_main/cli/trace_info.h"
#include "sc_main/cli/validate.h"
#include "sc_main/cli/verify.h"

namespace htabsim {

namespace {

void describe_commands(CLI::App& app, Command& chosen) {
  app.set_version_flag("--version", "htabsim " HTABSIM_VERSION);
  app.require_subcommand(1);
  add_run_command(app, chosen);
  add_migrate_command(app, chosen);
  add_verify_command(app, chosen);
  add_explore_command(app, chosen);
  add_conform_command(app, chosen);
  CLI::App& stream = *app.add_subcommand("stream", "look at HTAB streams, apply and compare them")
                          ->require_subcommand(1);
  add_stream_info_command(stream, chosen);
  add_stream_dump_command(stream, chosen);
  add_stream_apply_command(stream, chosen);
  add_stream_diff_command(stream, chosen);
  CLI::App& trace =
      *app.add_subcommand("trace", "look at traces and make them")->require_subcommand(1);
  add_trace_info_command(trace, chosen);
  add_trace_generate_command(trace, chosen);
  add_validate_command(app, chosen);
  add_calibrate_command(app, chosen);
  add_presets_command(app, chosen);
}

/// The innermost command that was named.
const CLI::App& innermost(const CLI::App& app) {
  const auto named = app.get_subcommands();
  return named.empty() ? app : innermost(*named.front());
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  return names;
}

std::string unknown_text(const CLI::App& command, const std::string& argument) {
  const bool is_option = argument.starts_with('-');
  const auto candidates = is_option ? option_names(command) : command_names(command);
  const auto nearest = nearest_name(argument, candidates);
  if (!nearest) return fmt::format("unexpected argument \"{}\"", argument);
  return fmt::format("unknown {} \"{}\"; the nearest is \"{}\"", is_option ? "option" : "command",
                     argument, *nearest);
}

std::string fault_text(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = innermost(app);
  const std::vector<std::string> unknown = app.remaining(true);
  if (!unknown.empty()) return unknown_text(command, unknown.front());
  const std::vector<std::string> below = command_names(command);
  if (below.empty()) return error.what();
  return fmt::format("no command given; there are {}", fmt::join(below, ", "));
}

/// "stream info: ", nothing for the program itself.
std::string command_path(const CLI::App& app) {
  std::string path;
  for (const CLI::App* at = &innermost(app); at != &app; at = at->get_parent()) {
    path = path.empty() ? at->get_name() + ": " : at->get_name() + ' ' + path;
  }
  return path;
}

Command print_text(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  return [text](std::FILE* out) {
    fmt::print(out, "{}\n", text);
    return ExitCode::kSuccess;
  };
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Cycle-level model of a POWER hashed-page-table MMU with KVM's HTAB descriptor.",
               "htabsim");
  Command chosen;
  describe_commands(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return print_text(app.help());
  } catch (const CLI::CallForVersion& version) {
    return print_text(version.what());
  } catch (const CLI::ParseError& error) {
    throw UsageError(command_path(app) + fault_text(app, error));
  }
  return chosen;
}

}  // namespace htabsim
