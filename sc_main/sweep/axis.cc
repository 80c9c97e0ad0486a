// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/axis.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "sc_main/config/parameter_access.h"

namespace htabsim {

namespace {

constexpr std::string_view kSeed = "seed";
constexpr std::string_view kTexts[] = {"preset", "trace", "guest"};
constexpr std::string_view kOtherThanParameters[] = {"preset", "trace", "guest", kSeed};

constexpr std::string_view kAxisKey = "axis.key";
constexpr std::string_view kAxisValues = "axis.values";
constexpr std::string_view kAxisFrom = "axis.from";
constexpr std::string_view kAxisTo = "axis.to";
constexpr std::string_view kAxisStep = "axis.step";
constexpr std::string_view kAxisFactor = "axis.factor";
constexpr std::string_view kAxisKeys[] = {kAxisKey, kAxisValues, kAxisFrom,
                                          kAxisTo,  kAxisStep,   kAxisFactor};

constexpr std::size_t kMostValues = 100'000;

bool is_text_key(std::string_view key) {
  return std::ranges::find(kTexts, key) != std::end(kTexts);
}

std::uint64_t whole_value(const Setting& setting) {
  const auto* value = std::get_if<std::int64_t>(&setting.value);
  if (value == nullptr || *value < 0) {
    throw setting.where.error(fmt::format("{}: expected an integer, 0 or more", setting.key));
  }
  return static_cast<std::uint64_t>(*value);
}

double factor_value(const Setting& setting) {
  double factor = 0;
  if (const auto* whole = std::get_if<std::int64_t>(&setting.value)) {
    factor = static_cast<double>(*whole);
  } else if (const auto* number = std::get_if<double>(&setting.value)) {
    factor = *number;
  }
  if (!(factor > 1)) throw setting.where.error("axis.factor: expected a number above 1");
  return factor;
}

/// InputError unless `setting` is a value that its key can have.
void check_value(const Setting& setting) {
  if (setting.key == kSeed) {
    whole_value(setting);
  } else if (is_text_key(setting.key)) {
    const auto* text = std::get_if<std::string>(&setting.value);
    if (text == nullptr || text->empty()) {
      throw setting.where.error(fmt::format("{}: expected a text", setting.key));
    }
  } else {
    Config config;
    set_parameter(config, setting.key, setting.value, setting.where);
  }
}

/// The keys of one table [[axis]].
class AxisTable {
 public:
  explicit AxisTable(const SettingTable& table) : where_(table.where) {
    for (const Setting& setting : table.settings) {
      check_key(setting.key, setting.where, kAxisKeys);
      if (setting.key == kAxisValues) {
        values_.push_back(setting);
      } else {
        single_.emplace(setting.key, setting);
      }
    }
  }

  [[nodiscard]] std::string key() const {
    const Setting& setting = needed(kAxisKey);
    const auto* key = std::get_if<std::string>(&setting.value);
    if (key == nullptr) throw setting.where.error("axis.key: expected the name of a key");
    check_key(*key, setting.where, kOtherThanParameters);
    return *key;
  }

  [[nodiscard]] std::vector<Setting> values() const {
    const bool has_range = single_.contains(kAxisFrom) || single_.contains(kAxisTo) ||
                           single_.contains(kAxisStep) || single_.contains(kAxisFactor);
    if (!values_.empty() && has_range) {
      throw where_.error("axis: values do not go with from, to, step and factor");
    }
    return has_range ? range() : values_;
  }

 private:
  [[nodiscard]] const Setting& needed(std::string_view key) const {
    const auto found = single_.find(key);
    if (found == single_.end()) {
      throw where_.error(fmt::format("axis: {} is missing", key.substr(key.find('.') + 1)));
    }
    return found->second;
  }

  [[nodiscard]] std::vector<Setting> range() const {
    const std::uint64_t from = whole_value(needed(kAxisFrom));
    const Setting& end = needed(kAxisTo);
    const std::uint64_t to = whole_value(end);
    if (to < from) throw end.where.error(fmt::format("axis.to: {} is less than {}", to, from));
    if (single_.contains(kAxisStep) == single_.contains(kAxisFactor)) {
      throw where_.error("axis: a range from .. to .. needs either a step or a factor");
    }
    return single_.contains(kAxisStep) ? steps(from, to) : powers(from, to);
  }

  [[nodiscard]] std::vector<Setting> steps(std::uint64_t from, std::uint64_t to) const {
    const Setting& step = needed(kAxisStep);
    const std::uint64_t by = whole_value(step);
    if (by == 0) throw step.where.error("axis.step: expected an integer above 0");
    if ((to - from) / by >= kMostValues) refuse_so_many(step);
    std::vector<Setting> values;
    for (std::uint64_t i = 0; i <= (to - from) / by; ++i) add(values, from + i * by, step.where);
    return values;
  }

  /// Each the factor times the one before, in whole numbers.
  [[nodiscard]] std::vector<Setting> powers(std::uint64_t from, std::uint64_t to) const {
    const Setting& factor = needed(kAxisFactor);
    const double by = factor_value(factor);
    if (from == 0) throw factor.where.error("axis.factor: a range from 0 has no factors");
    std::vector<Setting> values;
    std::uint64_t last = 0;
    for (double value = static_cast<double>(from); std::round(value) <= static_cast<double>(to);
         value *= by) {
      const auto whole = static_cast<std::uint64_t>(std::llround(value));
      if (whole == last) continue;
      if (values.size() == kMostValues) refuse_so_many(factor);
      add(values, last = whole, factor.where);
    }
    return values;
  }

  [[noreturn]] static void refuse_so_many(const Setting& setting) {
    throw setting.where.error(
        fmt::format("{}: there would be more than {} values", setting.key, kMostValues));
  }

  static void add(std::vector<Setting>& values, std::uint64_t value, const SourceLine& where) {
    values.push_back({"", static_cast<std::int64_t>(value), where});
  }

  SourceLine where_;
  std::vector<Setting> values_;
  std::map<std::string, Setting, std::less<>> single_;
};

}  // namespace

Axis parse_axis(const SettingTable& table) {
  const AxisTable reading(table);
  Axis axis{reading.key(), reading.values()};
  if (axis.values.empty()) {
    throw table.where.error("axis: give values = [...], or from, to and a step or a factor");
  }
  for (Setting& value : axis.values) {
    value.key = axis.key;
    check_value(value);
  }
  return axis;
}

Axis repetitions(std::uint64_t first_seed, std::uint64_t count, const SourceLine& where) {
  if (count > kMostValues || first_seed > std::numeric_limits<std::int64_t>::max() - count) {
    throw where.error("sweep.repeat: there would be too many seeds, or too large ones");
  }
  Axis axis{std::string(kSeed), {}};
  for (std::uint64_t i = 0; i < count; ++i) {
    axis.values.push_back({axis.key, static_cast<std::int64_t>(first_seed + i), where});
  }
  return axis;
}

void take_value(ConfigFile& file, const Setting& value, const std::filesystem::path& folder) {
  if (value.key == kSeed) {
    file.seed = static_cast<std::uint64_t>(std::get<std::int64_t>(value.value));
  } else if (value.key == "preset") {
    file.preset = {std::get<std::string>(value.value), value.where};
  } else if (value.key == "guest") {
    file.guest = folder / std::get<std::string>(value.value);
  } else if (value.key == kTraceList) {
    file.traces = {{folder / std::get<std::string>(value.value), ""}};
  } else {
    file.settings.push_back(value);
  }
}

}  // namespace htabsim
