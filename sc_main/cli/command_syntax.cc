// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/command_syntax.h"

#include <algorithm>
#include <map>
#include <utility>

// Takes the compiler so long that no other file includes it.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/quantity_text.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/integer_fault.h"

namespace htabsim {

namespace {

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
  if (command.get_require_subcommand_min() == 0) return error.what();
  return fmt::format("no command given; there are {}", fmt::join(command_names(command), ", "));
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

/// Puts the number of bytes in the place of a size; what is wrong with it, if anything.
std::string convert_size(std::string& text, const SizeRule& rule) {
  const auto bytes = quantity(text, NumberOf::sizes);
  if (!bytes || !rule.allows(*bytes)) return fmt::format("\"{}\" is no {}", text, rule.text);
  text = fmt::to_string(*bytes);
  return {};
}

/// Puts a plain number in the place of a count; what is wrong with it, if anything.
std::string convert_count(std::string& text, IntegerLimits limits) {
  const auto count = quantity(text, NumberOf::counts);
  const std::string number = count ? fmt::to_string(*count) : text;
  std::string fault = integer_fault(number, limits.first, limits.last);
  if (fault.empty()) text = number;
  return fault;
}

template <class Value>
CLI::Option& add(CLI::App& app, const OptionText& option, Value& value) {
  return *app.add_option(option.name, value, option.meaning);
}

template <class Values>
CLI::Option& add_again(CLI::App& app, const OptionText& option, Values& values) {
  return *add(app, option, values).allow_extra_args(false)->take_all();
}

template <class Value>
CLI::Option& add_within(CLI::App& app, const OptionText& option, Value& value,
                        IntegerLimits limits) {
  const auto fault = [limits](const std::string& text) {
    return integer_fault(text, limits.first, limits.last);
  };
  return *add(app, option, value).check(fault);
}

template <class Value>
CLI::Option& add_converted(CLI::App& app, const OptionText& option, Value& value,
                           IntegerLimits limits) {
  const auto convert = [limits](std::string& text) { return convert_count(text, limits); };
  return *add(app, option, value).transform(CLI::Validator(convert, ""))->type_name(option.value);
}

template <class Key, class Value>
Value found_or_none(const std::vector<std::pair<const Key*, Value>>& values, const Key& key) {
  const auto found = std::ranges::find(values, &key, &std::pair<const Key*, Value>::first);
  return found == values.end() ? Value{} : found->second;
}

OptionDescription option_description(const CLI::Option& option, ValueNames value_names) {
  OptionDescription described;
  described.is_argument = option.get_positional();
  for (const std::string& name : option.get_snames()) described.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) described.names.push_back("--" + name);
  if (described.is_argument) described.names = {option.get_name(true)};
  described.meaning = option.get_description();
  if (option.get_type_size_max() != 0) described.value = option.get_type_name();
  described.is_required = option.get_required();
  const bool again = option.get_items_expected_max() > 1 ||
                     option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  using Times = OptionDescription::Times;
  described.times = again ? Times::kAgain : Times::kOnce;
  described.value_names = value_names;
  return described;
}

/// Names of those that a command is below; nothing of the program itself.
std::string names_above(const CLI::App& command) {
  const CLI::App* above = command.get_parent();
  if (above == nullptr) return {};
  const std::string further = names_above(*above);
  return further.empty() ? above->get_name() : further + ' ' + above->get_name();
}

std::string help_text(const CLI::App& command, const CommandText& text) {
  std::string help = command.help(names_above(command));
  help.erase(help.find_last_not_of('\n') + 1);
  if (!text.examples.empty()) help += fmt::format("\n\nExamples:\n{}", text.examples);
  return help;
}

}  // namespace

/// What CLI11 keeps no place for. Of the few that there are a list is made in the least time.
struct CommandSyntax::Remarks {
  std::vector<std::pair<const CLI::App*, CommandText>> texts;
  std::vector<std::pair<const CLI::Option*, ValueNames>> value_names;
};

CommandSyntax::CommandSyntax(const std::string& program, const std::string& meaning,
                             const std::string& version)
    : app_(std::make_shared<CLI::App>(meaning, program)),
      chosen_(std::make_shared<Command>()),
      remarks_(std::make_shared<Remarks>()),
      before_(std::make_shared<std::vector<std::function<void()>>>()) {
  app_->set_version_flag("--version", version);
}

CommandSyntax::CommandSyntax(std::shared_ptr<CLI::App> app, const CommandSyntax& program)
    : app_(std::move(app)),
      chosen_(program.chosen_),
      remarks_(program.remarks_),
      before_(std::make_shared<std::vector<std::function<void()>>>()) {}

CommandSyntax CommandSyntax::add_command(const std::string& name, const std::string& meaning) {
  return {app_->get_subcommand_ptr(app_->add_subcommand(name, meaning)), *this};
}

void CommandSyntax::require_command() { app_->require_subcommand(1); }

void CommandSyntax::explain(const CommandText& text) {
  remarks_->texts.emplace_back(app_.get(), text);
}

void CommandSyntax::complete(CLI::Option& option, const OptionText& text) {
  if (text.value_names) remarks_->value_names.emplace_back(&option, text.value_names);
  option.required(text.presence == Presence::kRequired);
  if (!text.excludes.empty()) option.excludes(app_->get_option(text.excludes));
  if (text.if_empty.empty()) return;
  option.check([fault = text.if_empty](const std::string& value) {
    return value.empty() ? fault : std::string();
  });
}

void CommandSyntax::add_flag(const OptionText& option, std::function<void()> on) {
  complete(*app_->add_flag_callback(option.name, std::move(on), option.meaning), option);
}

void CommandSyntax::add_value(const OptionText& option, std::string& value) {
  complete(*add(*app_, option, value).type_name(option.value), option);
}

void CommandSyntax::add_value(const OptionText& option, std::optional<std::string>& value) {
  complete(*add(*app_, option, value).type_name(option.value), option);
}

void CommandSyntax::add_value(const OptionText& option, std::filesystem::path& value) {
  complete(*add(*app_, option, value).type_name(option.value), option);
}

void CommandSyntax::add_value(const OptionText& option,
                              std::optional<std::filesystem::path>& value) {
  complete(*add(*app_, option, value).type_name(option.value), option);
}

void CommandSyntax::add_value(const OptionText& option, std::optional<double>& value) {
  complete(*add(*app_, option, value).type_name(option.value), option);
}

void CommandSyntax::add_repeatable(const OptionText& option, std::vector<std::string>& values) {
  complete(*add_again(*app_, option, values).type_name(option.value), option);
}

void CommandSyntax::add_repeatable(const OptionText& option,
                                   std::vector<std::filesystem::path>& values) {
  complete(*add_again(*app_, option, values).type_name(option.value), option);
}

void CommandSyntax::add_in_order(const std::vector<OptionText>& options, InOrder on) {
  const auto values = std::make_shared<std::map<std::string, std::vector<std::string>>>();
  for (const OptionText& option : options) add_repeatable(option, (*values)[option.name]);
  before_->push_back([app = app_.get(), values, on = std::move(on)] {
    std::map<std::string, std::size_t> taken;
    for (const CLI::Option* option : app->parse_order()) {
      const auto found = values->find(option->get_name());
      if (found != values->end()) on(found->first, found->second.at(taken[found->first]++));
    }
  });
}

void CommandSyntax::add_words(const OptionText& option, std::vector<std::string>& words) {
  complete(*add(*app_, option, words).type_name(option.value), option);
}

void CommandSyntax::add_files(const OptionText& option, std::vector<std::filesystem::path>& files) {
  complete(*add(*app_, option, files).type_name(option.value), option);
}

void CommandSyntax::add_files(const OptionText& option, std::vector<std::filesystem::path>& files,
                              int count) {
  complete(*add(*app_, option, files).type_name(option.value)->expected(count), option);
}

void CommandSyntax::add_integer(const OptionText& option, std::uint64_t& value,
                                IntegerLimits limits) {
  complete(*add_within(*app_, option, value, limits).type_name(option.value), option);
}

void CommandSyntax::add_integer(const OptionText& option, std::optional<std::uint64_t>& value,
                                IntegerLimits limits) {
  complete(*add_within(*app_, option, value, limits).type_name(option.value), option);
}

void CommandSyntax::add_count(const OptionText& option, std::uint64_t& value,
                              IntegerLimits limits) {
  complete(add_converted(*app_, option, value, limits), option);
}

void CommandSyntax::add_count(const OptionText& option, std::optional<std::uint64_t>& value,
                              IntegerLimits limits) {
  complete(add_converted(*app_, option, value, limits), option);
}

void CommandSyntax::add_positive(const OptionText& option, std::optional<std::uint64_t>& value) {
  complete(*add(*app_, option, value).check(CLI::PositiveNumber)->type_name(option.value), option);
}

void CommandSyntax::add_range(const OptionText& option, std::optional<unsigned>& value,
                              unsigned first, unsigned last) {
  complete(*add(*app_, option, value).check(CLI::Range(first, last))->type_name(option.value),
           option);
}

void CommandSyntax::add_size(const OptionText& option, std::uint64_t& bytes, const SizeRule& rule) {
  const auto convert = [rule](std::string& text) { return convert_size(text, rule); };
  complete(
      *add(*app_, option, bytes).transform(CLI::Validator(convert, ""))->type_name(option.value),
      option);
}

void CommandSyntax::runs(Command command) {
  app_->callback(
      [app = app_.get(), chosen = chosen_, before = before_, command = std::move(command)] {
        if (!app->get_subcommands().empty()) return;
        for (const auto& step : *before) step();
        *chosen = command;
      });
}

Command CommandSyntax::parse(int argc, const char* const* argv) const {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const CLI::App& command = innermost(*app_);
    return print_text(help_text(command, found_or_none(remarks_->texts, command)));
  } catch (const CLI::CallForVersion& version) {
    return print_text(version.what());
  } catch (const CLI::ParseError& error) {
    throw UsageError(command_path(*app_) + fault_text(*app_, error));
  }
  return *chosen_;
}

CommandDescription CommandSyntax::description() const {
  CommandDescription described;
  described.name = app_->get_name();
  described.meaning = app_->get_description();
  described.text = found_or_none(remarks_->texts, std::as_const(*app_));
  described.needs_command = app_->get_require_subcommand_min() != 0;
  for (const CLI::Option* option : std::as_const(*app_).get_options()) {
    const ValueNames names = found_or_none(remarks_->value_names, *option);
    described.options.push_back(option_description(*option, names));
  }
  for (CLI::App* below : app_->get_subcommands([](const CLI::App*) { return true; })) {
    const CommandSyntax command(app_->get_subcommand_ptr(below), *this);
    described.commands.push_back(command.description());
  }
  return described;
}

}  // namespace htabsim
