// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_file.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "sc_main/setup/run_request.h"

namespace htabsim {

namespace {

constexpr std::string_view kAxes = "axis";
constexpr std::string_view kConstraints = "constraint";
constexpr std::string_view kTables[] = {kTraceList, kAxes, kConstraints};
constexpr std::string_view kArrays[] = {"axis.values"};
constexpr std::string_view kCommand = "sweep.command";
constexpr std::string_view kSample = "sweep.sample";
constexpr std::string_view kPoints = "sweep.points";
constexpr std::string_view kSampleSeed = "sweep.sample_seed";
constexpr std::string_view kRepeat = "sweep.repeat";
constexpr std::string_view kSweepKeys[] = {kCommand, kSample, kPoints,     kSampleSeed,
                                           kRepeat,  kAxes,   kConstraints};
constexpr std::string_view kCommands[] = {"run", "migrate"};
constexpr std::int64_t kMostPoints = 1'000'000;

/// The settings of the sweep itself, by key.
using OwnSettings = std::map<std::string, Setting, std::less<>>;

OwnSettings take_own(SettingsFile& contents) {
  OwnSettings own;
  std::erase_if(contents.settings, [&own](Setting& setting) {
    if (std::ranges::find(kSweepKeys, setting.key) == std::end(kSweepKeys)) return false;
    own.emplace(setting.key, std::move(setting));
    return true;
  });
  return own;
}

/// A name out of those there are; nothing if the file does not say.
template <class Names>
std::optional<std::string> name_of(const OwnSettings& own, std::string_view key,
                                   const Names& names) {
  const auto found = own.find(key);
  if (found == own.end()) return std::nullopt;
  const Setting& setting = found->second;
  const auto* text = std::get_if<std::string>(&setting.value);
  if (text == nullptr) throw setting.where.error(fmt::format("{}: expected a text", key));
  if (std::ranges::find(names, *text) != std::end(names)) return *text;
  throw setting.where.error(fmt::format("{}: there is no \"{}\"; the nearest is \"{}\"", key, *text,
                                        *nearest_name(*text, names)));
}

std::optional<std::uint64_t> number_of(const OwnSettings& own, std::string_view key,
                                       std::int64_t least, std::int64_t most) {
  const auto found = own.find(key);
  if (found == own.end()) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&found->second.value);
  if (number == nullptr || *number < least || *number > most) {
    throw found->second.where.error(
        fmt::format("{}: expected an integer from {} to {}", key, least, most));
  }
  return static_cast<std::uint64_t>(*number);
}

Sample sample_of(const OwnSettings& own) {
  Sample sample;
  const auto kinds = enumerator_names<SampleKind>();
  if (const auto name = name_of(own, kSample, kinds)) {
    sample.kind = *enumerator_from_name<SampleKind>(*name);
  }
  sample.points = number_of(own, kPoints, 1, kMostPoints).value_or(0);
  sample.seed = number_of(own, kSampleSeed, 0, std::numeric_limits<std::int64_t>::max())
                    .value_or(sample.seed);
  const bool is_grid = sample.kind == SampleKind::grid;
  for (const std::string_view key : {kPoints, kSampleSeed}) {
    const auto found = own.find(key);
    if (is_grid && found != own.end()) {
      throw found->second.where.error(
          fmt::format("{}: a grid has all points; set sweep.sample to random or sobol", key));
    }
  }
  if (!is_grid && sample.points == 0) {
    throw own.find(kSample)->second.where.error("sweep.sample: points = N is missing");
  }
  return sample;
}

/// InputError if two axes are of one key.
void add_axis(std::vector<Axis>& axes, const SettingTable& table) {
  Axis axis = parse_axis(table);
  if (std::ranges::find(axes, axis.key, &Axis::key) != axes.end()) {
    throw table.where.error(fmt::format("axis: {} is one already", axis.key));
  }
  axes.push_back(std::move(axis));
}

void take_tables(SettingsFile& contents, SweepFile& sweep) {
  for (const SettingTable& table : contents.tables) {
    if (table.list == kAxes) add_axis(sweep.axes, table);
    if (table.list == kConstraints) sweep.constraints.push_back(Constraint::parse(table));
  }
  std::erase_if(contents.tables,
                [](const SettingTable& table) { return table.list != kTraceList; });
}

/// What is in a run's file, and would be lost here.
void refuse_options_of_one_run(const std::vector<Setting>& settings) {
  constexpr std::string_view kOptions[] = {"output", "sample", "simpoints",
                                           "warmup", "inject", "without"};
  for (const Setting& setting : settings) {
    if (std::ranges::find(kOptions, setting.key) == std::end(kOptions)) continue;
    throw setting.where.error(setting.key + " is of a single run, not of a sweep");
  }
}

std::optional<Axis> repetitions_of(const OwnSettings& own, const SweepFile& sweep) {
  const auto count = number_of(own, kRepeat, 1, kMostPoints);
  if (!count) return std::nullopt;
  const SourceLine& where = own.find(kRepeat)->second.where;
  if (std::ranges::find(sweep.axes, "seed", &Axis::key) != sweep.axes.end()) {
    throw where.error("sweep.repeat: the seed is an axis already");
  }
  return repetitions(sweep.base.seed.value_or(RunRequest{}.seed), *count, where);
}

}  // namespace

SweepFile read_sweep_file(const std::filesystem::path& file) {
  SettingsFile contents = read_settings(file, {.tables = kTables, .values = kArrays});
  const OwnSettings own = take_own(contents);
  SweepFile sweep;
  sweep.file = file;
  if (name_of(own, kCommand, kCommands) == kCommands[1]) sweep.job = Job::kMigrate;
  sweep.sample = sample_of(own);
  take_tables(contents, sweep);
  if (sweep.axes.empty()) {
    throw InputError(file.string(), InputError::kNoLine,
                     "there is nothing to sweep; give an [[axis]] with a key and its values");
  }
  refuse_options_of_one_run(contents.settings);
  sweep.base = config_file_of(std::move(contents), file.parent_path(), kSweepKeys);
  sweep.repetitions = repetitions_of(own, sweep);
  return sweep;
}

}  // namespace htabsim
