// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sc_main/cli/command.h"
#include "sc_main/cli/command_description.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace htabsim {

/// Whether a command line must have an option.
enum class Presence : std::uint8_t { kOptional, kRequired };

/// An option of a command, or an argument that is known by its place.
struct OptionText {
  std::string name;     ///< "--seed", "-o,--output", or "FILE" for an argument known by its place
  std::string meaning;  ///< for the help
  std::string value = "TEXT";  ///< what stands for the value in the help
  Presence presence = Presence::kOptional;
  std::string excludes = {};         ///< an option described before that does not go with this one
  std::string if_empty = {};         ///< what is wrong with an empty value; nothing: it is allowed
  ValueNames value_names = nullptr;  ///< those it may have; null: it is no name
};

/// The integers that an option takes, both ends included.
struct IntegerLimits {
  std::uint64_t first = 0;
  std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
};

/// The sizes in bytes that an option takes.
struct SizeRule {
  std::function<bool(std::uint64_t bytes)> allows;
  std::string text;  ///< as in "is no multiple of 128 bytes"
};

/// What a command line may consist of: a command, its options and the commands below it. Copies
/// describe the same command.
///
/// An option's value is stored where the option was described to, which must outlive the parsing.
class CommandSyntax {
 public:
  /// The program itself; `version` is what --version prints.
  CommandSyntax(const std::string& program, const std::string& meaning, const std::string& version);

  /// A command below this one.
  CommandSyntax add_command(const std::string& name, const std::string& meaning);
  /// One of the commands below must be named.
  void require_command();
  /// The texts must last as long as the program.
  void explain(const CommandText& text);

  /// `on` is called if the option is given.
  void add_flag(const OptionText& option, std::function<void()> on);
  void add_value(const OptionText& option, std::string& value);
  void add_value(const OptionText& option, std::optional<std::string>& value);
  void add_value(const OptionText& option, std::filesystem::path& value);
  void add_value(const OptionText& option, std::optional<std::filesystem::path>& value);
  void add_value(const OptionText& option, std::optional<double>& value);
  /// One value each time that the option is given.
  void add_repeatable(const OptionText& option, std::vector<std::string>& values);
  void add_repeatable(const OptionText& option, std::vector<std::filesystem::path>& values);
  /// Options that may be given again and again, and whose order matters: when the command is to
  /// run, `on` is called for each that was given, as they stand on the command line. It may throw.
  using InOrder = std::function<void(const std::string& name, const std::string& value)>;
  void add_in_order(const std::vector<OptionText>& options, InOrder on);
  /// As many words as there are, each known by its place.
  void add_words(const OptionText& option, std::vector<std::string>& words);
  /// As many files as there are.
  void add_files(const OptionText& option, std::vector<std::filesystem::path>& files);
  void add_files(const OptionText& option, std::vector<std::filesystem::path>& files, int count);
  /// A decimal integer.
  void add_integer(const OptionText& option, std::uint64_t& value, IntegerLimits limits = {});
  void add_integer(const OptionText& option, std::optional<std::uint64_t>& value,
                   IntegerLimits limits = {});
  /// How many of something: an integer, or one such as 10M (10,000,000).
  void add_count(const OptionText& option, std::uint64_t& value, IntegerLimits limits = {});
  void add_count(const OptionText& option, std::optional<std::uint64_t>& value,
                 IntegerLimits limits = {});
  /// An integer above 0.
  void add_positive(const OptionText& option, std::optional<std::uint64_t>& value);
  /// An integer of a range that the help shows.
  void add_range(const OptionText& option, std::optional<unsigned>& value, unsigned first,
                 unsigned last);
  /// A number of bytes such as 64M.
  void add_size(const OptionText& option, std::uint64_t& bytes, const SizeRule& rule);

  /// What a command line asks for that names this command and none below it.
  void runs(Command command);
  template <class Options>
  void runs(std::shared_ptr<Options> options, ExitCode (*run)(const Options&, std::FILE* out)) {
    runs([options, run](std::FILE* out) { return run(*options, out); });
  }

  /// The command that a command line of the program asks for, ready to run; --help and --version
  /// are commands too. UsageError if it asks for nothing that there is; it names the nearest option
  /// or command.
  [[nodiscard]] Command parse(int argc, const char* const* argv) const;

  /// All that was described of this command and those below it.
  [[nodiscard]] CommandDescription description() const;

 private:
  struct Remarks;

  CommandSyntax(std::shared_ptr<CLI::App> app, const CommandSyntax& program);

  void complete(CLI::Option& option, const OptionText& text);

  std::shared_ptr<CLI::App> app_;
  std::shared_ptr<Command> chosen_;  ///< by the command line that is parsed
  std::shared_ptr<Remarks> remarks_;
  /// What is to be done before the command runs.
  std::shared_ptr<std::vector<std::function<void()>>> before_;
};

}  // namespace htabsim
