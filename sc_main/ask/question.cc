// SPDX-License-Identifier: Apache-2.0
#include "sc_main/ask/question.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/config/parameter_access.h"
#include "sc_main/sweep/run_config_text.h"

namespace htabsim {

namespace {

std::vector<ParameterState> numbers(std::vector<std::uint64_t> values) {
  std::ranges::sort(values);
  const auto equal = std::ranges::unique(values);
  values.erase(equal.begin(), equal.end());
  return {values.begin(), values.end()};
}

/// The value and what it is with `down` halvings and `up` doublings, between the limits.
std::vector<ParameterState> doublings(std::uint64_t value, unsigned down, unsigned up,
                                      std::uint64_t least, std::uint64_t most) {
  std::vector<std::uint64_t> values{value};
  for (unsigned i = 1; i <= down && value % (1U << i) == 0; ++i) values.push_back(value >> i);
  for (unsigned i = 1; i <= up; ++i) values.push_back(value << i);
  std::erase_if(values, [&](std::uint64_t tried) { return tried < least || tried > most; });
  return numbers(std::move(values));
}

std::vector<ParameterState> tlb_sizes(const Config& config) {
  return doublings(config.mmu.tlb_entries, 3, 4, config.mmu.tlb_ways,
                   find_parameter("mmu.tlb_entries")->maximum);
}

std::vector<ParameterState> walker_numbers(const Config& config) {
  return numbers({1, 2, 3, 4, 6, 8, config.mmu.walkers});
}

std::vector<ParameterState> table_orders(const Config& config) {
  const ParameterInfo& order = *find_parameter("guest.hpt_order");
  std::vector<std::uint64_t> values;
  const std::uint64_t now = *parameter_number(config, order.key);
  const std::uint64_t first = std::max(order.minimum, now - std::min<std::uint64_t>(now, 6));
  for (std::uint64_t value = first; value <= std::min(order.maximum, now + 2); ++value) {
    if (now < value || (now - value) % 2 == 0) values.push_back(value);
  }
  return numbers(std::move(values));
}

std::vector<ParameterState> page_sizes(const Config& /*config*/) {
  const auto& names = find_parameter("guest.page_size")->names;
  return {names.begin(), names.end()};
}

std::vector<ParameterState> bandwidths(const Config& config) {
  const ParameterInfo& bandwidth = *find_parameter("migration.bandwidth_bytes_per_s");
  return doublings(*parameter_number(config, bandwidth.key), 3, 3, bandwidth.minimum,
                   bandwidth.maximum);
}

constexpr std::array kQuestions = {
    Question{.name = "tlb-size",
             .text = "How large a TLB?",
             .key = "mmu.tlb_entries",
             .values = tlb_sizes},
    Question{.name = "walkers",
             .text = "How many table walkers?",
             .key = "mmu.walkers",
             .values = walker_numbers},
    Question{.name = "hpt-order",
             .text = "How large a table?",
             .key = "guest.hpt_order",
             .of_captured_guests = OfCapturedGuests::kSettled,
             .values = table_orders},
    Question{.name = "page-size",
             .text = "How large a page?",
             .key = "guest.page_size",
             .of_captured_guests = OfCapturedGuests::kSettled,
             .values = page_sizes},
    Question{.name = "downtime",
             .text = "How fast a link for a short downtime?",
             .key = "migration.bandwidth_bytes_per_s",
             .job = Job::kMigrate,
             .measure = Measure::kDowntime,
             .values = bandwidths},
};

}  // namespace

std::span<const Question> questions() { return kQuestions; }

const Question& find_question(const std::string& name) {
  const auto* const found = std::ranges::find(kQuestions, name, &Question::name);
  if (found != kQuestions.end()) return *found;
  std::vector<std::string_view> names;
  for (const Question& question : kQuestions) names.push_back(question.name);
  throw UsageError(fmt::format("ask: there is no question \"{}\"; the nearest is \"{}\"", name,
                               nearest_name(name, names).value_or("")));
}

std::string question_sweep(const Question& question, const RunRequest& request) {
  if (request.guests.size() > 1) throw UsageError("ask: questions are of one guest");
  if (!request.guests.front().guest.empty() &&
      question.of_captured_guests == OfCapturedGuests::kSettled) {
    throw UsageError(fmt::format(
        "ask: {} is what a captured guest had when it was recorded; ask it of a --trace",
        question.key));
  }
  std::string values;
  for (const ParameterState& value : question.values(request.config)) {
    values += (values.empty() ? "" : ", ") + state_text(value);
  }
  return fmt::format(
      "# SPDX-License-Identifier: Apache-2.0\n# {}\n{}\n[sweep]\ncommand = \"{}\"\n\n[[axis]]\n"
      "key = \"{}\"\nvalues = [{}]\n",
      question.text, run_config_text(request), question.job == Job::kMigrate ? "migrate" : "run",
      question.key, values);
}

}  // namespace htabsim
