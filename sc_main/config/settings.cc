// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/settings.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <ranges>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "htabsim/model/base/input_file.h"

namespace htabsim {

namespace {

std::optional<ParameterValue> scalar(const toml::node& node) {
  if (const auto* boolean = node.as_boolean()) return ParameterValue(boolean->get());
  if (const auto* integer = node.as_integer()) return ParameterValue(integer->get());
  if (const auto* number = node.as_floating_point()) return ParameterValue(number->get());
  if (const auto* text = node.as_string()) return ParameterValue(text->get());
  return std::nullopt;
}

bool is_section(std::string_view key) {
  return std::ranges::any_of(parameter_table(), [&](const ParameterInfo& parameter) {
    return parameter.key.starts_with(std::string(key) + '.');
  });
}

void sort_by_line(std::vector<Setting>& settings) {
  std::ranges::stable_sort(settings, {}, [](const Setting& setting) { return setting.where.line; });
}

/// Takes the tables of a file apart.
class TableReading {
 public:
  TableReading(std::string file, const SettingLists& lists)
      : file_(std::move(file)), lists_(lists.tables), arrays_(lists.values) {}

  SettingsFile contents_of(const toml::table& table) {
    flatten(table, "", contents_.settings);
    sort_by_line(contents_.settings);
    return std::move(contents_);
  }

 private:
  void flatten(const toml::table& table, const std::string& prefix,
               std::vector<Setting>& settings) {
    for (const auto& [name, node] : table) {
      const std::string key = prefix + std::string(name.str());
      const SourceLine where{file_, name.source().begin.line};
      if (std::ranges::find(lists_, key) != lists_.end()) {
        add_list(key, node, where);
      } else if (const toml::table* inner = node.as_table()) {
        if (inner->empty() && !is_section(key)) check_key(key, where, lists_);
        flatten(*inner, key + '.', settings);
      } else if (const auto value = scalar(node)) {
        settings.push_back({key, *value, where});
      } else if (node.is_array() && std::ranges::find(arrays_, key) != arrays_.end()) {
        add_elements(key, *node.as_array(), settings);
      } else {
        refuse(key, node, where);
      }
    }
  }

  void add_elements(const std::string& key, const toml::array& array,
                    std::vector<Setting>& settings) const {
    for (const toml::node& element : array) {
      const SourceLine place{file_, element.source().begin.line};
      const auto value = scalar(element);
      if (!value) refuse(key, element, place);
      settings.push_back({key, *value, place});
    }
  }

  void add_list(const std::string& key, const toml::node& node, const SourceLine& where) {
    const toml::array* list = node.as_array();
    if (list == nullptr) refuse_as_list(key, where);
    for (const toml::node& element : *list) {
      const SourceLine place{file_, element.source().begin.line};
      const toml::table* table = element.as_table();
      if (table == nullptr) refuse_as_list(key, place);
      std::vector<Setting> settings;
      flatten(*table, key + '.', settings);
      sort_by_line(settings);
      contents_.tables.push_back({key, std::move(settings), place});
    }
  }

  [[noreturn]] static void refuse_as_list(const std::string& key, const SourceLine& where) {
    throw where.error(fmt::format("{}: expected a table [[{}]] for each of them", key, key));
  }

  [[noreturn]] void refuse(const std::string& key, const toml::node& node,
                           const SourceLine& where) const {
    if (node.is_array_of_tables() && !is_section(key)) check_key(key, where, lists_);
    if (node.is_array() && !arrays_.empty()) check_key(key, where, arrays_);
    throw where.error(fmt::format("{}: expected a number, a boolean or text, got {}", key,
                                  node.is_array() ? "an array" : "a date or time"));
  }

  std::string file_;
  std::span<const std::string_view> lists_;
  std::span<const std::string_view> arrays_;
  SettingsFile contents_;
};

ParameterValue parse_value(const std::string& text) {
  try {
    const toml::table table = toml::parse("value = " + text);
    const auto value = scalar(*table.get("value"));
    if (table.size() == 1 && value) return *value;
  } catch (const toml::parse_error&) {
    return text;
  }
  return text;
}

}  // namespace

SettingsFile read_settings(const std::filesystem::path& file, const SettingLists& lists) {
  const std::string text = read_whole_file(file);
  try {
    return TableReading(file.string(), lists).contents_of(toml::parse(text, file.string()));
  } catch (const toml::parse_error& error) {
    const SourceLine where{file.string(), error.source().begin.line};
    throw where.error(std::string(error.description()));
  }
}

Setting parse_setting(const std::string& argument) {
  const SourceLine where{"--set"};
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) {
    throw where.error(fmt::format("\"{}\" is not of the form KEY=VALUE", argument));
  }
  return {argument.substr(0, equals), parse_value(argument.substr(equals + 1)), where};
}

// The clock first: others may be times that are cycles of it.
void set_parameters(Config& config, std::span<const Setting> settings) {
  const auto set = [&](bool of_clock) {
    for (const Setting& setting : settings) {
      if (setting.key.starts_with("clock.") != of_clock) continue;
      set_parameter(config, setting.key, setting.value, setting.where);
    }
  };
  set(true);
  set(false);
}

void apply_settings(Config& config, std::span<const Setting> settings) {
  set_parameters(config, settings);
  const auto conflict = find_conflict(config);
  if (!conflict) return;
  const auto reversed = settings | std::views::reverse;
  const auto last = std::ranges::find_if(reversed, [&](const Setting& setting) {
    return setting.key == conflict->first || setting.key == conflict->second;
  });
  assert(last != reversed.end());
  throw last->where.error(conflict->text);
}

}  // namespace htabsim
