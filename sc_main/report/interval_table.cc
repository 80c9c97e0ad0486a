// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/interval_table.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"

namespace htabsim {

namespace {

template <class Counts>
void append_names(std::string& line) {
  const Counts none;
  for_each_member(
      none, [&line](std::string_view name, std::uint64_t) { line += fmt::format(",{}", name); });
}

template <class Counts>
void append_counts(std::string& line, const Counts& counts) {
  for_each_member(counts, [&line](std::string_view, std::uint64_t count) {
    line += fmt::format(",{}", count);
  });
}

/// What happens when the simulation ends, and an interval with it, is of that interval.
template <class Counts>
void add_counts(std::vector<Counts>& sums, const std::vector<Counts>& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    add_members(sums[std::min(i, sums.size() - 1)], counts[i]);
  }
}

}  // namespace

std::string interval_table(Platform& platform, Cycles length) {
  const std::uint64_t end = platform.clock().now().value();
  const std::size_t rows = std::max<std::uint64_t>(1, (end + length.value() - 1) / length.value());
  std::vector<IntervalCounts> processors(rows);
  std::vector<StreamIntervalCounts> stream(rows);
  for (const GuestCpu* cpu : platform.source().cpus())
    add_counts(processors, cpu->intervals().counts());
  const StreamChecker* checker = platform.checker();
  if (checker != nullptr) add_counts(stream, checker->intervals());

  std::string text = "end_cycle";
  append_names<IntervalCounts>(text);
  if (checker != nullptr) append_names<StreamIntervalCounts>(text);
  text += '\n';
  for (std::size_t i = 0; i < rows; ++i) {
    text += std::to_string(std::min(end, (i + 1) * length.value()));
    append_counts(text, processors[i]);
    if (checker != nullptr) append_counts(text, stream[i]);
    text += '\n';
  }
  return text;
}

}  // namespace htabsim
