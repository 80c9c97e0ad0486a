// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/sc_main/cli/kept_run.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {

using Arguments = std::vector<std::string>;

inline Arguments joined(std::initializer_list<Arguments> parts) {
  Arguments all;
  for (const Arguments& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// `--set` before each.
inline Arguments with(const std::vector<std::string>& settings) {
  Arguments arguments;
  for (const std::string& setting : settings) {
    arguments.insert(arguments.end(), {"--set", setting});
  }
  return arguments;
}

/// So many processors, each of which runs this trace.
inline Arguments processors(std::size_t count, const std::string& trace) {
  Arguments arguments;
  for (std::size_t i = 0; i < count; ++i) arguments.insert(arguments.end(), {"--trace", trace});
  return arguments;
}

/// stats.json of a run that must end 0, up to its last member, `host`.
inline const std::string& stats_text(const Arguments& arguments) {
  const auto& [result, text] = kept_run(arguments);
  EXPECT_EQ(result.exit_code, 0) << fmt::format("{}\n", fmt::join(arguments, " ")) << result.out
                                 << result.err;
  return text;
}

inline boost::json::object stats(const Arguments& arguments) {
  std::string text = stats_text(arguments);
  text.back() = '}';  // in place of the comma before `host`
  return boost::json::parse(text).as_object();
}

/// Of a run that is made now, even if the same was made before.
inline std::string new_stats_text(const Arguments& arguments) {
  const KeptRun run = new_run(arguments);
  EXPECT_EQ(run.program.exit_code, 0)
      << fmt::format("{}\n", fmt::join(arguments, " ")) << run.program.out << run.program.err;
  return run.stats;
}

/// The counter at the end of such a path of members.
inline std::uint64_t count(const boost::json::object& stats,
                           std::initializer_list<std::string_view> path) {
  const boost::json::object* group = &stats;
  for (const std::string_view* name = path.begin(); name + 1 != path.end(); ++name) {
    group = &group->at(*name).as_object();
  }
  return group->at(path.end()[-1]).to_number<std::uint64_t>();
}

}  // namespace htabsim
