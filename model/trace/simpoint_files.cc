// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/simpoint_files.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

/// Gives `use` the two words of each line; `what` they are.
template <class Use>
void for_each_pair(LineReader& lines, const char* what, const Use& use) {
  std::string_view line;
  while (lines.next(line)) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    if (words.size() != 2 || !use(words[0], words[1])) {
      lines.fail(fmt::format("\"{}\" is not {}", line, what));
    }
  }
}

std::map<std::uint64_t, double> read_weights(const std::filesystem::path& file) {
  LineReader lines{InputFile(file)};
  std::map<std::uint64_t, double> weights;
  for_each_pair(lines, "the weight of a cluster and its number",
                [&](std::string_view weight_text, std::string_view cluster_text) {
                  const auto weight = plain_number(weight_text);
                  const auto cluster = whole_number<std::uint64_t>(cluster_text);
                  if (!weight || !cluster) return false;
                  if (weights.emplace(*cluster, *weight).second) return true;
                  lines.fail(fmt::format("cluster {} has a weight already", *cluster));
                });
  return weights;
}

}  // namespace

std::vector<SampleRegion> read_simpoints(const std::filesystem::path& points,
                                         std::uint64_t length) {
  std::map<std::uint64_t, double> weights =
      read_weights(std::filesystem::path(points).replace_extension(".weights"));
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max() / length - 1;
  LineReader lines{InputFile(points)};
  std::map<std::uint64_t, double> chosen;
  for_each_pair(lines, "an interval's number and its cluster's",
                [&](std::string_view interval_text, std::string_view cluster_text) {
                  const auto interval = whole_number<std::uint64_t>(interval_text);
                  const auto cluster = whole_number<std::uint64_t>(cluster_text);
                  if (!interval || !cluster || *interval > most) return false;
                  const auto weight = weights.extract(*cluster);
                  if (!weight) lines.fail(fmt::format("cluster {} has no weight left", *cluster));
                  if (chosen.emplace(*interval, weight.mapped()).second) return true;
                  lines.fail(fmt::format("interval {} is there already", *interval));
                });
  if (chosen.empty()) {
    throw InputError(points.string(), InputError::kNoLine, "has no interval of a trace");
  }
  std::vector<SampleRegion> regions;
  std::ranges::transform(chosen, std::back_inserter(regions), [length](const auto& interval) {
    return SampleRegion{interval.first * length, interval.second};
  });
  return regions;
}

}  // namespace htabsim
