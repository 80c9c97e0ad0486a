// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_plan.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sc_main/config/presets.h"
#include "sc_main/setup/run_options.h"
#include "sc_main/sweep/run_config_text.h"
#include "sc_main/sweep/run_identity.h"

namespace htabsim {

namespace {

constexpr std::size_t kMostRuns = 1'000'000;

/// Parameters that name files, as guest.page_regions may, mean the same from wherever they are
/// read.
void make_paths_absolute(Config& config) {
  for (const ParameterInfo& parameter : parameter_table()) {
    const ParameterState state = parameter.read(config);
    const auto* text = std::get_if<std::string>(&state);
    if (text == nullptr || !std::filesystem::is_regular_file(*text)) continue;
    parameter.write(config, std::filesystem::absolute(*text).string());
  }
}

/// Makes the configurations of a sweep one by one.
class Planning {
 public:
  Planning(const SweepFile& sweep, const TraceReading& reading)
      : sweep_(sweep), folder_(sweep.file.parent_path()), axes_(sweep.axes) {
    options_.job = sweep.job;
    options_.reading = reading;
    plan_.job = sweep.job;
    if (sweep.repetitions) axes_.push_back(*sweep.repetitions);
    for (const Axis& axis : axes_) plan_.keys.push_back(axis.key);
  }

  SweepPlan plan() {
    check_size();
    for (const Choice& choice : choices()) {
      if (!sweep_.repetitions) {
        add(choice);
        continue;
      }
      Choice repeated = choice;
      repeated.push_back(0);
      for (; repeated.back() < sweep_.repetitions->values.size(); ++repeated.back()) add(repeated);
    }
    drop_lonely_warm_states();
    return std::move(plan_);
  }

 private:
  [[nodiscard]] InputError error(const std::string& text) const {
    return {sweep_.file.string(), InputError::kNoLine, text};
  }

  void check_size() const {
    std::size_t size = 1;
    for (const Axis& axis : axes_) {
      const bool sampled = sweep_.sample.kind != SampleKind::grid;
      // Sampled axes are as large as one likes; repetitions always count.
      size *= sampled && axis.key != "seed" ? 1 : axis.values.size();
      if (size <= kMostRuns) continue;
      throw error(fmt::format("there would be more than {} configurations", kMostRuns));
    }
  }

  [[nodiscard]] std::vector<Choice> choices() const {
    std::vector<std::size_t> sizes;
    for (const Axis& axis : sweep_.axes) sizes.push_back(axis.values.size());
    const auto accepts = [this](const Choice& choice) { return is_allowed(choice); };
    auto choices = sampled_choices(sizes, sweep_.sample, accepts);
    if (choices.empty()) throw error("the constraints leave no configuration");
    if (choices.size() < sweep_.sample.points) {
      throw error(
          fmt::format("sweep.points: there are no more than {} that differ and satisfy the "
                      "constraints, and {} are asked for",
                      choices.size(), sweep_.sample.points));
    }
    return choices;
  }

  /// What a run's file of this choice would say.
  [[nodiscard]] ConfigFile file_of(const Choice& choice) const {
    ConfigFile file = sweep_.base;
    for (std::size_t i = 0; i < choice.size(); ++i) {
      take_value(file, axes_[i].values[choice[i]], folder_);
    }
    return file;
  }

  [[nodiscard]] bool is_allowed(const Choice& choice) const {
    if (sweep_.constraints.empty()) return true;
    const ConfigFile file = file_of(choice);
    const PresetChoice preset = preset_of(file);
    Config config;
    set_parameters(config, load_preset(preset.name, preset.where).settings);
    set_parameters(config, file.settings);
    const std::uint64_t seed = file.seed.value_or(RunRequest{}.seed);
    return std::ranges::all_of(sweep_.constraints, [&](const Constraint& constraint) {
      return constraint.holds(config, seed);
    });
  }

  void add(const Choice& choice) {
    RunRequest request = make_run_request(options_, file_of(choice));
    make_paths_absolute(request.config);
    plan_.reading = request.reading;
    SweepRun run{run_identity(request, inputs_),
                 {},
                 run_config_text(request),
                 warm_state_identity(request, inputs_)};
    for (std::size_t i = 0; i < choice.size(); ++i) {
      run.values.push_back(axes_[i].values[choice[i]].value);
    }
    plan_.runs.push_back(std::move(run));
  }

  void drop_lonely_warm_states() {
    std::map<std::string, std::size_t> uses;
    for (const SweepRun& run : plan_.runs) ++uses[run.warm_state];
    for (SweepRun& run : plan_.runs) {
      if (uses.at(run.warm_state) == 1) run.warm_state.clear();
    }
  }

  const SweepFile& sweep_;
  std::filesystem::path folder_;
  std::vector<Axis> axes_;
  RunOptions options_;
  InputHashes inputs_;
  SweepPlan plan_;
};

}  // namespace

SweepPlan make_sweep_plan(const SweepFile& sweep, const TraceReading& reading) {
  return Planning(sweep, reading).plan();
}

}  // namespace htabsim
