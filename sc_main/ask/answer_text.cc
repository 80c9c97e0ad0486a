// SPDX-License-Identifier: Apache-2.0
#include "sc_main/ask/answer_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"

namespace htabsim {

namespace {

constexpr double kBarLength = 40;
constexpr double kLeastShare = 0.0005;  // what is shown as 0.1 %
constexpr std::string_view kMargin = "          ";

bool is_downtime(const Question& question) { return question.measure == Measure::kDowntime; }

std::string measure_name(const Question& question) {
  return is_downtime(question) ? "downtime (us)" : "cycles per access";
}

std::string measure_text(const Question& question, double measure) {
  return fmt::format("{:.{}f}", measure, is_downtime(question) ? 1 : 3);
}

/// A number with its thousands apart; any other value as it is.
std::string with_separators(const std::string& value) {
  const bool is_number =
      !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? grouped(value) : value;
}

std::string unit_of(const Question& question) {
  const std::string_view unit = find_parameter(question.key)->unit;
  return unit.empty() ? "" : fmt::format(" ({})", unit);
}

std::string bar(double value, double most) {
  const double length = most == 0 ? 0 : std::round(kBarLength * value / most);
  return std::string(static_cast<std::size_t>(length), '#');
}

/// The percent by which a step is more than the one before.
std::string change_text(const Answer& answer, std::size_t number) {
  if (number == 0) return "";
  const double before = answer.steps[number - 1].measure;
  if (before == 0) return "";
  return fmt::format("{:+.1f} %", 100 * (answer.steps[number].measure - before) / before);
}

std::string steps_text(const Question& question, const Answer& answer) {
  const double most = std::ranges::max(answer.steps, {}, &AnswerStep::measure).measure;
  TextTable table({{"", Align::kRight},
                   {fmt::format("{}{}", question.key, unit_of(question)), Align::kRight},
                   {measure_name(question), Align::kRight},
                   {"change", Align::kRight},
                   {is_downtime(question) ? "passes" : "walks per 1,000", Align::kRight},
                   {""}});
  for (std::size_t i = 0; i < answer.steps.size(); ++i) {
    const AnswerStep& step = answer.steps[i];
    table.add_row({i == answer.now ? "now" : "", with_separators(step.value),
                   measure_text(question, step.measure), change_text(answer, i),
                   is_downtime(question) ? grouped(step.passes)
                                         : fmt::format("{:.2f}", step.walks_per_1000_accesses),
                   bar(step.measure, most)});
  }
  return table.text();
}

std::string shares_text(const std::vector<Share>& shares) {
  std::string text;
  for (const Share& share : shares) {
    if (share.of_whole < kLeastShare) continue;
    text +=
        fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", share.what, 100 * share.of_whole);
  }
  return text;
}

/// "2,048 entries", "page_64k"
std::string value_text(const Question& question, const std::string& value) {
  const std::string number = with_separators(value);
  const std::string_view unit = find_parameter(question.key)->unit;
  return unit.empty() ? number : fmt::format("{} {}", number, unit);
}

std::string knee_text(const Question& question, const Answer& answer) {
  const std::string percent = fmt::format("{:.0f} %", 100 * Answer::kAsGood);
  const auto value = [&](const AnswerStep& step) { return value_text(question, step.value); };
  if (answer.is_flat()) {
    return fmt::format("any will do: from {} to {} none is better than another by more than {}",
                       with_separators(answer.steps.front().value), value(answer.steps.back()),
                       percent);
  }
  const std::string knee = value(answer.steps[answer.knee]);
  const bool is_number = find_parameter(question.key)->names.empty();
  if (answer.is_open() && is_number) {
    return fmt::format("{} of what was tried, and more may be better still", knee);
  }
  return fmt::format("{}: none is better by more than {}{}", knee, percent,
                     answer.knee == 0 ? "" : ", and less is worse");
}

std::string gain_text(const Question& question, const Answer& answer) {
  const AnswerStep& now = answer.steps[answer.now];
  const AnswerStep& knee = answer.steps[answer.knee];
  const std::string value = value_text(question, now.value);
  if (answer.now == answer.knee || answer.is_flat()) return value;
  return fmt::format("{}; with {} {} becomes {}: {:+.1f} %", value,
                     value_text(question, knee.value), measure_name(question),
                     measure_text(question, knee.measure),
                     now.measure == 0 ? 0 : 100 * (knee.measure - now.measure) / now.measure);
}

std::string line(std::string_view what, const std::string& text) {
  return fmt::format("{:<{}}{}\n", what, kMargin.size(), text);
}

/// What limits with the value in force.
std::string limits_text(const Question& question, const Answer& answer) {
  const AnswerStep& now = answer.steps[answer.now];
  const std::string shares = shares_text(now.shares);
  const std::string whole = is_downtime(question) ? "of the downtime" : "of the processors' time";
  std::string text = line("limits", shares.empty() ? "nothing of what is counted here"
                                                   : fmt::format("{}: {}", whole, shares));
  if (!is_downtime(question) && !now.sources.empty()) {
    text += line("", "PTEGs that walks fetched came from " + shares_text(now.sources));
  }
  return text;
}

}  // namespace

std::string answer_text(const Question& question, const Answer& answer) {
  return fmt::format("{}\n\n{}\n", question.text, steps_text(question, answer)) +
         line("answer", knee_text(question, answer)) + line("now", gain_text(question, answer)) +
         limits_text(question, answer);
}

}  // namespace htabsim
