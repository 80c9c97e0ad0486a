// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace htabsim {

/// The first line of a conformance file that did not give what it should.
struct ConformanceFailure {
  std::uint64_t line = 0;
  std::string expected;
  std::string got;

  friend bool operator==(const ConformanceFailure&, const ConformanceFailure&) = default;
};

/// Nothing if every line gave its result.
using ConformanceOutcome = std::optional<ConformanceFailure>;

/// One conformance file with the machine that it runs on. Gives a line that says what failed, or
/// nothing if all is as it should be. To be called once; a file in time from a SystemC thread.
using ConformanceCase = std::function<std::optional<std::string>()>;

/// The case of `file`, whose run `run` is. A run that throws InputError or NoProgress has failed
/// with its text: it must not hide the other files.
ConformanceCase make_conformance_case(const std::filesystem::path& file,
                                      std::function<ConformanceOutcome()> run);

}  // namespace htabsim
