// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_run.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "sc_main/conform/htab_canonical.h"
#include "sc_main/conform/htab_digest.h"
#include "sc_main/conform/htab_session.h"

namespace htabsim {

namespace {

/// Streams up to this size stand in the script, larger ones as digests.
constexpr std::size_t kMostBytesInFull = 4096;

ConformanceOutcome compare(const HtabScriptLine& line, std::string expected, std::string got) {
  if (expected == got) return std::nullopt;
  return ConformanceFailure{line.number(), std::move(expected), std::move(got)};
}

ConformanceOutcome unsupported(const HtabScript& script) {
  for (const auto& [line, what] : script.requirements) {
    if (what == "hcall" || what == "hostpage") continue;
    return ConformanceFailure{line, fmt::format("support for {}", what), "none"};
  }
  return std::nullopt;
}

class Runner {
 public:
  Runner(const HtabScript& script, const HtabMachineFactory& make_machine)
      : next_(script.lines.begin()), end_(script.lines.end()), session_(make_machine) {}

  ConformanceOutcome run() {
    while (next_ != end_) {
      if (auto failure = perform(*next_++)) return failure;
    }
    return std::nullopt;
  }

 private:
  ConformanceOutcome perform(const HtabScriptLine& line) {
    HtabOutcome outcome = session_.perform(line);
    if (auto failure = compare(line, outcome.expected, outcome.got)) return failure;
    if (outcome.data.empty()) return std::nullopt;
    if (outcome.data.size() <= kMostBytesInFull) {
      return compare_with_next("data", to_hex(outcome.data));
    }
    if (auto failure = compare_with_next("sha256", sha256_hex(outcome.data))) return failure;
    return compare_with_next("sha256m", sha256_hex(without_lock_bits(std::move(outcome.data))));
  }

  ConformanceOutcome compare_with_next(std::string_view keyword, std::string got) {
    if (next_ == end_) std::prev(next_)->fail(fmt::format("`{}` must follow this line", keyword));
    const HtabScriptLine& line = *next_++;
    if (line.operation() != keyword || line.arguments() != 1 || !line.result().empty()) {
      line.fail(fmt::format("`{} HEX` must stand here", keyword));
    }
    return compare(line, std::string(line.argument(0)), std::move(got));
  }

  std::deque<HtabScriptLine>::const_iterator next_;
  std::deque<HtabScriptLine>::const_iterator end_;
  HtabSession session_;
};

}  // namespace

ConformanceOutcome run_htab_script(const HtabScript& script,
                                   const HtabMachineFactory& make_machine) {
  if (auto failure = unsupported(script)) return failure;
  return Runner(script, make_machine).run();
}

}  // namespace htabsim
