// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
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

/// One conformance file with the machine that it runs on. To be called once; a file in time from a
/// SystemC thread.
using ConformanceCase = std::function<ConformanceOutcome()>;

}  // namespace htabsim
