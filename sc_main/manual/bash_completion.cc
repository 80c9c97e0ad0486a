// SPDX-License-Identifier: Apache-2.0
#include "sc_main/manual/bash_completion.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sc_main/config/parameters.h"

namespace htabsim {

namespace {

/// What does not depend on the program's commands. Where it has no choices, bash completes file
/// names.
constexpr std::string_view kScript = R"bash(
# Puts what stands before the cursor into `words`, and those of =, @ and : at which bash takes words apart
# into `breaks`.
_htabsim_read_words() {
  local at character piece previous=''
  words=() breaks=''
  for character in = @ :; do
    [[ "$COMP_WORDBREAKS" == *"$character"* ]] && breaks+="$character"
  done
  for ((at = 0; at <= COMP_CWORD; at++)); do
    piece="${COMP_WORDS[at]}"
    if ((at > 1)) && [[ "$piece" =~ ^[=@:]+$ || "$previous" =~ ^[=@:]+$ ]]; then
      words[-1]+="$piece"
    else
      words+=("$piece")
    fi
    previous="$piece"
  done
}

# Puts the command that the words name into `command`, and the option whose value comes next into `option`.
_htabsim_read_command() {
  local word
  command=htabsim option=''
  for word in "${words[@]:1:${#words[@]}-2}"; do
    if [[ -n "$option" ]]; then
      option=''
    elif [[ "$word" == -* ]]; then
      [[ " $(_htabsim_value_options "$command") " == *" $word "* ]] && option="$word"
    elif [[ " $(_htabsim_commands "$command") " == *" $word "* ]]; then
      command+=" $word"
    fi
  done
}

# Prints what `current` may become.
_htabsim_choices() {
  local choices value
  if [[ -z "$option" && "$current" == -* ]]; then
    _htabsim_options "$command"
    return
  fi
  [[ -z "$option" ]] && _htabsim_commands "$command"
  choices="$(_htabsim_values "$command $option")"
  if [[ "$choices" == *= && "$current" == *=* ]]; then
    for value in $(_htabsim_parameter_values "${current%%=*}"); do
      echo "${current%%=*}=$value"
    done
  else
    echo "$choices"
  fi
}

_htabsim() {
  local words breaks command option token current before
  _htabsim_read_words
  _htabsim_read_command
  token="${words[-1]}" current="${words[-1]}"
  if [[ -z "$option" && "$token" == --*=* ]]; then
    option="${token%%=*}" current="${token#*=}"
  fi
  mapfile -t COMPREPLY < <(compgen -P "${token%"$current"}" -W "$(_htabsim_choices)" -- "$current")
  if ((${#COMPREPLY[@]} == 0)); then
    _htabsim_takes_folder "$command $option" && compopt +o default -o dirnames
    return
  fi
  # bash replaces what stands behind the last character at which it takes words apart.
  if [[ -n "$breaks" ]]; then
    before="${token%"${token##*[$breaks]}"}"
    COMPREPLY=("${COMPREPLY[@]#"$before"}")
  fi
  [[ "${COMPREPLY[*]}" == *= ]] && compopt -o nospace
  return 0
} 2>/dev/null

complete -o default -F _htabsim htabsim
)bash";

/// What a function of the script prints for its argument.
class Answers {
 public:
  void add(const std::string& argument, const std::vector<std::string>& words) {
    if (words.empty()) return;
    const std::string answer = fmt::format("{}", fmt::join(words, " "));
    auto row = std::ranges::find(rows_, answer, &Row::first);
    if (row == rows_.end()) row = rows_.insert(rows_.end(), {answer, {}});
    row->second.push_back(fmt::format("'{}'", argument));
  }

  [[nodiscard]] std::string function(std::string_view name) const {
    std::string text = fmt::format("\n{}() {{\n  case \"$1\" in\n", name);
    for (const auto& [answer, arguments] : rows_)
      text += fmt::format("    {}) echo '{}' ;;\n", fmt::join(arguments, " | "), answer);
    return text + "  esac\n}\n";
  }

 private:
  using Row = std::pair<std::string, std::vector<std::string>>;

  std::vector<Row> rows_;
};

struct Tables {
  Answers commands;
  Answers options;
  Answers value_options;
  Answers values;
  std::vector<std::string> folders;
};

bool takes_folder(const OptionDescription& option) {
  return option.value == "DIR" || (option.is_argument && option.names.front().ends_with("DIR"));
}

void add_values(Tables& tables, const std::string& path, const OptionDescription& option) {
  const std::vector<std::string> places =
      option.is_argument ? std::vector<std::string>{""} : option.names;
  for (const std::string& place : places) {
    if (option.value_names) tables.values.add(path + ' ' + place, option.value_names());
    if (takes_folder(option)) tables.folders.push_back(fmt::format("'{} {}'", path, place));
  }
}

void add_command(Tables& tables, const std::string& path, const CommandDescription& command) {
  std::vector<std::string> options;
  std::vector<std::string> value_options;
  for (const OptionDescription& option : command.options) {
    add_values(tables, path, option);
    if (option.is_argument) continue;
    options.insert(options.end(), option.names.begin(), option.names.end());
    if (!option.value.empty())
      value_options.insert(value_options.end(), option.names.begin(), option.names.end());
  }
  tables.options.add(path, options);
  tables.value_options.add(path, value_options);
  std::vector<std::string> commands;
  for (const CommandDescription& below : command.commands) commands.push_back(below.name);
  tables.commands.add(path, commands);
  for (const CommandDescription& below : command.commands)
    add_command(tables, path + ' ' + below.name, below);
}

std::string folder_function(const std::vector<std::string>& places) {
  return fmt::format(
      "\n_htabsim_takes_folder() {{\n  case \"$1\" in\n    {}) ;;\n    *) return 1 ;;\n"
      "  esac\n}}\n",
      fmt::join(places, " | "));
}

/// The values of parameters that are names.
std::string parameter_function() {
  Answers answers;
  const Config config;
  for (const ParameterInfo& parameter : parameter_table()) {
    const std::string key(parameter.key);
    if (!parameter.names.empty()) {
      answers.add(key, {parameter.names.begin(), parameter.names.end()});
    } else if (std::holds_alternative<bool>(parameter.read(config))) {
      answers.add(key, {"false", "true"});
    }
  }
  return answers.function("_htabsim_parameter_values");
}

}  // namespace

std::string bash_completion(const CommandDescription& program) {
  Tables tables;
  add_command(tables, program.name, program);
  return fmt::format(
      "# SPDX-License-Identifier: Apache-2.0\n"
      "#\n# Completes htabsim's command lines in bash.\n{}{}{}{}{}{}{}",
      tables.commands.function("_htabsim_commands"), tables.options.function("_htabsim_options"),
      tables.value_options.function("_htabsim_value_options"),
      tables.values.function("_htabsim_values"), parameter_function(),
      folder_function(tables.folders), kScript);
}

}  // namespace htabsim
