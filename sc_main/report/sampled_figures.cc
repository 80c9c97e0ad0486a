// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/sampled_figures.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/json_value.h"
#include "htabsim/model/base/ratio_estimate.h"
#include "htabsim/model/base/text_table.h"
#include "sc_main/report/summary_line.h"

namespace htabsim {

namespace {

using Count = std::uint64_t SampleCounts::*;

/// A count of samples over another.
struct Figure {
  const char* key;
  const char* title;
  Count of;
  Count per = &SampleCounts::accesses;
  double scale = 1;
};

constexpr Figure kFigures[] = {
    {"cycles_per_access", "cycles per access", &SampleCounts::cycles},
    {"walks_per_1000_accesses", "walks per 1,000 accesses", &SampleCounts::walks,
     &SampleCounts::accesses, 1000},
    {"cycles_per_walk", "cycles per walk", &SampleCounts::walk_cycles, &SampleCounts::walks},
    {"ierat_misses_per_1000_accesses", "I-ERAT misses per 1,000 accesses",
     &SampleCounts::ierat_misses, &SampleCounts::accesses, 1000},
    {"derat_misses_per_1000_accesses", "D-ERAT misses per 1,000 accesses",
     &SampleCounts::derat_misses, &SampleCounts::accesses, 1000},
    {"tlb_misses_per_1000_accesses", "TLB misses per 1,000 accesses", &SampleCounts::tlb_misses,
     &SampleCounts::accesses, 1000},
    {"storage_interrupts_per_1000_accesses", "storage interrupts per 1,000 accesses",
     &SampleCounts::storage_interrupts, &SampleCounts::accesses, 1000},
    {"segment_interrupts_per_1000_accesses", "segment interrupts per 1,000 accesses",
     &SampleCounts::segment_interrupts, &SampleCounts::accesses, 1000},
};

/// What all processors did, and what is known of their whole traces. A record is an access of a
/// trace; a modification is one, and counted as two accesses.
struct Found {
  std::vector<SampleCounts> samples;
  std::vector<double> records;  // by sample
  SampleCounts beginning;
  SampleCounts touching;
  double records_behind = 0;        // the beginning
  double first_touches_behind = 0;  // for each of these records
};

void add(const Samples& samples, const SamplePlan& plan, Found& found) {
  const std::size_t count = std::max(found.samples.size(), samples.measured.size());
  found.samples.resize(count);
  found.records.resize(count);
  for (std::size_t i = 0; i < samples.measured.size(); ++i) {
    found.samples[i] += samples.measured[i];
    found.records[i] += static_cast<double>(plan.length);
  }
  found.beginning += samples.beginning;
  found.touching += samples.touching;
}

Found found_by(Platform& platform, const SamplePlan& plan) {
  Found found;
  std::uint64_t first_touches = 0;
  std::uint64_t records = 0;
  for (const GuestCpu* cpu : platform.source().cpus()) {
    add(cpu->samples(), plan, found);
    first_touches += cpu->samples().first_touches;
    records += cpu->trace_accesses() - std::min(cpu->trace_accesses(), plan.beginning());
  }
  found.records_behind = static_cast<double>(records);
  found.first_touches_behind = quotient(first_touches - found.beginning.first_touches, records);
  return found;
}

/// What a first touch has of a count beside what any access has: samples and first touches of what
/// was passed over are two equations for the two. 0 if nothing was passed over, or if samples are
/// as full of first touches; whatever it is, the estimate has no bias.
double of_first_touch(const Found& found, Count count) {
  SampleCounts sum;
  for (const SampleCounts& sample : found.samples) sum += sample;
  const auto touches = static_cast<double>(found.touching.first_touches);
  const auto touching = static_cast<double>(found.touching.accesses);
  const auto of_touching = static_cast<double>(found.touching.*count);
  const double share = quotient(sum.first_touches, found.touching.first_touches);
  const double others = static_cast<double>(sum.accesses) - share * touching;
  if (touches == 0 || others <= 0) return 0;
  const double of_others = (static_cast<double>(sum.*count) - share * of_touching) / others;
  return std::max(0.0, (of_touching - of_others * touching) / touches);
}

/// A count of each sample as it would be if its records had their share of the trace's beginning,
/// which is known whole, and as many first touches as all records behind that have, which is known,
/// too (a control variate).
std::vector<double> adjusted(const Found& found, Count count) {
  const double of_touch = of_first_touch(found, count);
  const double of_beginning = static_cast<double>(found.beginning.*count) / found.records_behind;
  std::vector<double> counts;
  for (std::size_t i = 0; i < found.samples.size(); ++i) {
    const SampleCounts& sample = found.samples[i];
    const double missing =
        found.first_touches_behind * found.records[i] - static_cast<double>(sample.first_touches);
    counts.push_back(static_cast<double>(sample.*count) + of_touch * missing +
                     of_beginning * found.records[i]);
  }
  return counts;
}

RatioEstimate estimate(const Figure& figure, const Found& found, const SamplePlan& plan) {
  const std::vector<double> of = adjusted(found, figure.of);
  const std::vector<double> per = adjusted(found, figure.per);
  std::vector<RatioSample> samples;
  for (std::size_t i = 0; i < of.size(); ++i) {
    samples.push_back({figure.scale * of[i], per[i], plan.region(i)->weight});
  }
  return estimate_ratio(samples);
}

std::string samples_text(std::size_t count, const SamplePlan& plan) {
  std::string text =
      fmt::format("{} of {} accesses", counted(count, "sample"), grouped(plan.length));
  if (plan.period != 0) text += fmt::format(", one in each {}", grouped(plan.period));
  return text + (plan.warmup
                     ? fmt::format("; before each {} accesses without time", grouped(*plan.warmup))
                     : "; all others without time");
}

}  // namespace

bool has_samples(const RunResult& result) {
  return result.request.samples &&
         std::ranges::any_of(result.platform.source().cpus(),
                             [](const GuestCpu* cpu) { return !cpu->samples().measured.empty(); });
}

std::string sampled_text(const RunResult& result) {
  const SamplePlan& plan = *result.request.samples;
  const Found found = found_by(result.platform, plan);
  TextTable table({{"whole traces, by samples"},
                   {"estimate", Align::kRight},
                   {"+- (95 %)", Align::kRight},
                   {"of it", Align::kRight}});
  for (const Figure& figure : kFigures) {
    const auto [ratio, half_width] = estimate(figure, found, plan);
    table.add_row(
        {figure.title, fmt::format("{:.4f}", ratio),
         half_width ? fmt::format("{:.4f}", *half_width) : "",
         half_width && ratio != 0 ? fmt::format("{:.2f} %", 100 * *half_width / ratio) : ""});
  }
  return summary_line("samples", samples_text(found.samples.size(), plan)) +
         summary_line("", "what stands above counts what was simulated in time") + "\n" +
         table.text();
}

boost::json::object sampled_json(const RunResult& result) {
  const SamplePlan& plan = *result.request.samples;
  const Found found = found_by(result.platform, plan);
  boost::json::object figures;
  for (const Figure& figure : kFigures) {
    const auto [ratio, half_width] = estimate(figure, found, plan);
    boost::json::object& shown = figures[figure.key].emplace_object();
    shown["estimate"] = ratio;
    if (half_width) shown["half_width_95"] = *half_width;
  }
  boost::json::object json{{"length", plan.length}};
  if (plan.period != 0) json["period"] = plan.period;
  if (plan.warmup) json["warmup"] = *plan.warmup;
  json["figures"] = std::move(figures);
  json["samples"] = to_json(found.samples);
  return json;
}

}  // namespace htabsim
