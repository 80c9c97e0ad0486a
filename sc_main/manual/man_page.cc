// SPDX-License-Identifier: Apache-2.0
#include "sc_main/manual/man_page.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sc_main/manual/roff.h"

namespace htabsim {

namespace {

// Longer lists are other commands' to print.
constexpr std::size_t kMostNames = 40;

constexpr std::string_view kExitStatus =
    "Zero if what was checked holds; otherwise:\n"
    ".TP\n.B 1\nIt does not hold.\n"
    ".TP\n.B 2\nThe input is at fault, what was asked for cannot be written, or it needs more "
    "memory "
    "than there is.\nOne line says where and what.\n"
    ".TP\n.B 3\nA defect of the program, or a simulation that comes to no end.\n"
    ".TP\n.B 130\\fR, \\fB143\nEnded by Ctrl\\-C and by SIGTERM.\n"
    ".TP\n.B 141\nWhoever read the output has gone.\n";

constexpr std::string_view kFiles =
    ".TP\n.I share/htabsim/presets\nMachines, one TOML file each.\n"
    ".TP\n.I share/htabsim/scenarios\nWhat\n.B htabsim explore\nexplores.\n"
    ".TP\n.I share/htabsim/report\nWhat the page of a run is made of.\n"
    ".TP\n.I share/doc/htabsim\nMore documentation; begin with\n.IR README.md .\n"
    ".PP\nThey are looked for from where the program is, not in a fixed place.\n";

constexpr std::string_view kEnvironment =
    ".TP\n.B HTABSIM_PRESET_DIR\nAnother folder of presets.\n"
    ".TP\n.B HTABSIM_SCENARIO_DIR\nAnother folder of scenarios.\n"
    ".TP\n.B HTABSIM_REPORT_DIR\nAnother folder that pages are made of.\n";

char upper_case(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

std::string page_name(const std::string& path) {
  std::string name = path;
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string capitalised(std::string text) {
  if (!text.empty()) text.front() = upper_case(text.front());
  return text;
}

std::string option_term(const OptionDescription& option) {
  if (option.is_argument) return roff_italic(option.names.front());
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(roff_bold(name));
  std::string term = fmt::format("{}", fmt::join(names, ", "));
  return option.value.empty() ? term : term + ' ' + roff_italic(option.value);
}

/// "Values: a, b, c", or nothing.
std::string values_text(const OptionDescription& option) {
  if (!option.value_names) return {};
  std::vector<std::string> names = option.value_names();
  if (names.size() > kMostNames || names.front().ends_with('=')) return {};
  for (std::string& name : names) name = roff_bold(name);
  return fmt::format(".br\nValues: {}.\n", fmt::join(names, ", "));
}

std::string option_text(const OptionDescription& option) {
  const bool again = !option.is_argument && option.times == OptionDescription::Times::kAgain &&
                     option.meaning.find("may be given again") == std::string::npos;
  return fmt::format(".TP\n{}\n{}{}\n{}", option_term(option), roff_text(option.meaning),
                     again ? " (may be given again)" : "", values_text(option));
}

/// Arguments first, as they stand in the synopsis last.
std::string options_text(const CommandDescription& command) {
  std::string text;
  for (const OptionDescription& option : command.options)
    if (option.is_argument) text += option_text(option);
  for (const OptionDescription& option : command.options)
    if (!option.is_argument) text += option_text(option);
  return text;
}

std::string argument_usage(const OptionDescription& option) {
  const bool again = option.times == OptionDescription::Times::kAgain;
  const std::string usage = roff_italic(option.names.front()) + (again ? "..." : "");
  return option.is_required ? usage : "[" + usage + "]";
}

/// "htabsim trace info [OPTION]... FILE..."
std::string usage_line(const std::string& path, const CommandDescription& command) {
  std::string usage = roff_bold(path) + " [" + roff_italic("OPTION") + "]...";
  for (const OptionDescription& option : command.options) {
    if (option.is_required && !option.is_argument) {
      usage += ' ' + roff_bold(option.names.back()) + ' ' + roff_italic(option.value);
    }
  }
  for (const OptionDescription& option : command.options)
    if (option.is_argument) usage += ' ' + argument_usage(option);
  return usage;
}

std::string synopsis(const std::string& path, const CommandDescription& command) {
  std::vector<std::string> lines;
  if (!command.needs_command) lines.push_back(usage_line(path, command));
  for (const CommandDescription& below : command.commands)
    lines.push_back(usage_line(path + ' ' + below.name, below));
  return fmt::format("{}\n", fmt::join(lines, "\n.br\n"));
}

std::string commands_below(const std::string& path, const CommandDescription& command) {
  if (command.commands.empty()) return {};
  std::string text = ".SH COMMANDS\n";
  for (const CommandDescription& below : command.commands) {
    text += fmt::format(".SS {} {}\n{}.\n{}", roff_text(path), roff_text(below.name),
                        roff_text(capitalised(below.meaning)), options_text(below));
  }
  return text;
}

std::string head(const std::string& path, std::string_view meaning, std::string_view version) {
  std::string title = page_name(path);
  std::ranges::transform(title, title.begin(), upper_case);
  return fmt::format(
      ".\\\" SPDX-License-Identifier: Apache-2.0\n"
      ".TH {} 1 \"\" \"{}\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\n{} \\- {}\n",
      roff_text(title), roff_text(version), roff_text(page_name(path)), roff_text(meaning));
}

std::string see_also(const CommandDescription& program, const std::string& name) {
  std::vector<std::string> pages = {program.name};
  for (const CommandDescription& command : program.commands)
    pages.push_back(page_name(program.name + ' ' + command.name));
  std::erase(pages, name);
  for (std::string& page : pages) page = roff_bold(page) + "(1)";
  return fmt::format(".SH SEE ALSO\n{}\n", fmt::join(pages, ",\n"));
}

ManPage command_page(const CommandDescription& program, const CommandDescription& command,
                     std::string_view version) {
  const std::string path = program.name + ' ' + command.name;
  std::string text = head(path, command.meaning, version);
  text += ".SH SYNOPSIS\n" + synopsis(path, command);
  text += ".SH DESCRIPTION\n" + roff_paragraphs(command.text.description);
  text += ".SH OPTIONS\n" + options_text(command) + commands_below(path, command);
  text += fmt::format(".SH EXIT STATUS\n{}", kExitStatus);
  text += ".SH EXAMPLES\n" + roff_paragraphs(command.text.examples);
  return {page_name(path), text + see_also(program, page_name(path))};
}

/// The commands, each with its page.
std::string command_list(const CommandDescription& program) {
  std::string text = ".SH COMMANDS\n";
  for (const CommandDescription& command : program.commands) {
    text += fmt::format(".TP\n{}(1)\n{}\n", roff_bold(page_name(program.name + ' ' + command.name)),
                        roff_text(command.meaning));
  }
  return text;
}

ManPage program_page(const CommandDescription& program, std::string_view version) {
  std::string text = head(program.name, program.meaning, version);
  text += fmt::format(".SH SYNOPSIS\n{} {} [{}]...\n", roff_bold(program.name),
                      roff_italic("COMMAND"), roff_italic("OPTION"));
  text += ".SH DESCRIPTION\n" + roff_paragraphs(program.text.description);
  text += command_list(program) + ".SH OPTIONS\n" + options_text(program);
  text += fmt::format(".SH EXIT STATUS\n{}.SH ENVIRONMENT\n{}.SH FILES\n{}", kExitStatus,
                      kEnvironment, kFiles);
  text += ".SH EXAMPLES\n" + roff_paragraphs(program.text.examples);
  return {program.name, text + see_also(program, program.name)};
}

}  // namespace

std::vector<ManPage> man_pages(const CommandDescription& program, std::string_view version) {
  std::vector<ManPage> pages = {program_page(program, version)};
  for (const CommandDescription& command : program.commands)
    pages.push_back(command_page(program, command, version));
  return pages;
}

}  // namespace htabsim
