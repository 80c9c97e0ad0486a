// SPDX-License-Identifier: Apache-2.0
#include "sc_main/ask/answer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/hostdata/model_figures.h"
#include "sc_main/hostdata/run_stats.h"

namespace htabsim {

namespace {

/// The statistics of one run.
class RunFigures {
 public:
  RunFigures(const boost::json::object& stats, const std::string& file)
      : stats_(stats), file_(file) {}

  [[nodiscard]] double at(std::string_view path) const {
    if (const auto number = number_at(stats_, path)) return *number;
    throw InputError(file_, InputError::kNoLine, fmt::format("has no \"{}\"", path));
  }
  /// Of all parts that are called so and have a number: cpu0, cpu1, ...
  [[nodiscard]] double sum(std::string_view part, std::string_view path) const {
    double sum = 0;
    for (int i = 0; stats_.contains(fmt::format("{}{}", part, i)); ++i) {
      sum += at(fmt::format("{}{}.{}", part, i, path));
    }
    return sum;
  }
  [[nodiscard]] double us(double cycles) const { return cycles * cycle_us(stats_).value_or(0); }
  /// The members of an object that begin so, without that.
  [[nodiscard]] std::vector<std::string> names(std::string_view path,
                                               std::string_view beginning) const {
    std::vector<std::string> names;
    const boost::json::value* object = member_at(stats_, path);
    if (object == nullptr || !object->is_object()) return names;
    for (const auto& member : object->get_object()) {
      if (member.key().starts_with(beginning))
        names.push_back(member.key().substr(beginning.size()));
    }
    return names;
  }
  [[nodiscard]] boost::json::array passes() const {
    const boost::json::value* passes = member_at(stats_, "migration.passes");
    return passes == nullptr || !passes->is_array() ? boost::json::array() : passes->get_array();
  }

 private:
  const boost::json::object& stats_;
  const std::string& file_;
};

double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

/// Largest first; what there is nothing of is left out.
std::vector<Share> ordered(std::vector<Share> shares) {
  std::erase_if(shares, [](const Share& share) { return share.of_whole <= 0; });
  std::ranges::stable_sort(shares, std::ranges::greater(), &Share::of_whole);
  return shares;
}

std::vector<Share> time_shares(const RunFigures& run) {
  const double time = run.sum("cpu", "stopped_at_cycle");
  const double interrupts =
      run.sum("cpu", "thread.storage_interrupts") + run.sum("cpu", "thread.segment_interrupts");
  const double attempts = run.sum("cpu", "ierat.lookups") + run.sum("cpu", "derat.lookups");
  return ordered({
      {"accesses that hit", ratio(attempts * run.at("config.cpu.access_cycles"),
                                  run.at("config.cpu.issue_width") * time)},
      {"table walks", ratio(run.sum("cpu", "walk_latency.total_cycles"), time)},
      {"waiting for a walker", ratio(run.sum("core", "lookup_unit.waited_cycles"), time)},
      {"ERAT reloads from the TLB",
       ratio(run.sum("cpu", "tlb.hits") * run.at("config.cpu.erat_reload_cycles"), time)},
      {"hcalls", ratio(run.at("hypervisor.hcall_latency.total_cycles"), time)},
      {"the guest's interrupts", ratio(interrupts * run.at("config.cpu.interrupt_cycles"), time)},
      {"the hypervisor's storage interrupts",
       ratio(run.at("hypervisor.storage_interrupt_latency.total_cycles"), time)},
  });
}

std::vector<Share> downtime_shares(const RunFigures& run) {
  const double whole = run.at("migration.downtime_cycles");
  const double stopping = run.at("migration.stopped_cycle") - run.at("migration.stop_cycle");
  double passes = 0;
  for (const boost::json::value& pass : run.passes()) {
    if (pass.at("guest_stopped").as_bool()) passes += pass.at("cycles").to_number<double>();
  }
  return ordered(
      {{"the guest comes to a stop", ratio(stopping, whole)},
       {"passes with the guest stopped", ratio(passes, whole)},
       {"the destination takes what is on its way", ratio(whole - stopping - passes, whole)}});
}

/// "other_l2" is "other L2".
std::string source_name(std::string name) {
  for (char& c : name) {
    if (c == '_') c = ' ';
  }
  const std::size_t level = name.find_first_of("123");
  if (level != std::string::npos && level != 0) name[level - 1] = 'L';
  return name;
}

std::vector<Share> line_sources(const RunFigures& run) {
  constexpr std::string_view kFetched = "ptegs_from_";
  std::vector<Share> sources;
  double all = 0;
  for (const std::string& name : run.names("core0.lookup_unit", kFetched)) {
    sources.push_back(
        {source_name(name), run.sum("core", fmt::format("lookup_unit.{}{}", kFetched, name))});
    all += sources.back().of_whole;
  }
  for (Share& source : sources) source.of_whole = ratio(source.of_whole, all);
  return ordered(std::move(sources));
}

}  // namespace

AnswerStep answer_step(const Question& question, const std::string& value,
                       const boost::json::object& stats, const std::string& file) {
  const RunFigures run(stats, file);
  const bool is_downtime = question.measure == Measure::kDowntime;
  const double accesses = run.at("accesses");
  return {.value = value,
          .measure = is_downtime ? run.us(run.at("migration.downtime_cycles"))
                                 : ratio(run.sum("cpu", "stopped_at_cycle"), accesses),
          .walks_per_1000_accesses = 1000 * ratio(run.sum("cpu", "walk_latency.count"), accesses),
          .passes = run.passes().size(),
          .shares = is_downtime ? downtime_shares(run) : time_shares(run),
          .sources = line_sources(run)};
}

bool Answer::is_flat() const {
  const auto [best, worst] = std::ranges::minmax(steps, {}, &AnswerStep::measure);
  return worst.measure <= best.measure * (1 + kAsGood);
}

Answer make_answer(std::vector<AnswerStep> steps, std::size_t now) {
  Answer answer{std::move(steps), now, 0};
  const double best = std::ranges::min(answer.steps, {}, &AnswerStep::measure).measure;
  const auto knee = std::ranges::find_if(answer.steps, [&](const AnswerStep& step) {
    return step.measure <= best * (1 + Answer::kAsGood);
  });
  answer.knee = static_cast<std::size_t>(knee - answer.steps.begin());
  return answer;
}

}  // namespace htabsim
