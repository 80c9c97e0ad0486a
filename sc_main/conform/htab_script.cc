// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_script.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "model/trace/input_error.h"
#include "sc_main/conform/htab_canonical.h"
#include "sc_main/conform/htab_digest.h"
#include "sc_main/conform/htab_session.h"

namespace htabsim {

namespace {

/// Streams up to this size stand in the script, larger ones as digests.
constexpr std::size_t kMostBytesInFull = 4096;

using Failure = std::optional<HtabScriptFailure>;

Failure compare(std::uint64_t line, std::string expected, std::string got) {
  if (expected == got) return std::nullopt;
  return HtabScriptFailure{line, std::move(expected), std::move(got)};
}

class Runner {
 public:
  Runner(std::istream& script, const std::string& name, const HtabMachineFactory& make_machine)
      : script_(script), name_(name), session_(make_machine) {}

  Failure run() {
    bool did_something = false;
    while (next_line()) {
      Failure failure;
      if (text_.starts_with('#')) {
        failure = obey_comment();
      } else {
        failure = perform();
        did_something = true;
      }
      if (failure) return failure;
    }
    if (!did_something) throw InputError(name_, InputError::kNoLine, "holds no operation");
    return std::nullopt;
  }

 private:
  bool next_line() {
    if (!std::getline(script_, text_)) return false;
    ++number_;
    if (script_.eof()) throw InputError(name_, number_, "the file ends within this line");
    return true;
  }

  Failure obey_comment() {
    constexpr std::string_view kRequires = "# requires: ";
    if (text_.starts_with("# quirk")) session_.follow_reference_quirks();
    if (!text_.starts_with(kRequires)) return std::nullopt;
    const std::string needed =
        text_.substr(kRequires.size(), text_.find(' ', kRequires.size()) - kRequires.size());
    if (needed == "hcall" || needed == "hostpage") return std::nullopt;
    return HtabScriptFailure{number_, fmt::format("support for {}", needed), "none"};
  }

  Failure perform() {
    const HtabScriptLine line(text_, name_, number_);
    HtabOutcome outcome = session_.perform(line);
    if (auto failure = compare(number_, outcome.expected, outcome.got)) return failure;
    if (outcome.data.empty()) return std::nullopt;
    if (outcome.data.size() <= kMostBytesInFull) {
      return compare_with_next("data", to_hex(outcome.data));
    }
    if (auto failure = compare_with_next("sha256", sha256_hex(outcome.data))) return failure;
    return compare_with_next("sha256m", sha256_hex(without_lock_bits(std::move(outcome.data))));
  }

  Failure compare_with_next(std::string_view keyword, std::string got) {
    if (!next_line()) {
      throw InputError(name_, number_, fmt::format("`{}` must follow this line", keyword));
    }
    const HtabScriptLine line(text_, name_, number_);
    if (line.operation() != keyword || line.arguments() != 1 || !line.result().empty()) {
      line.fail(fmt::format("`{} HEX` must stand here", keyword));
    }
    return compare(number_, std::string(line.argument(0)), std::move(got));
  }

  std::istream& script_;
  const std::string& name_;
  HtabSession session_;
  std::string text_;
  std::uint64_t number_ = 0;
};

}  // namespace

std::optional<HtabScriptFailure> run_htab_script(std::istream& script, const std::string& name,
                                                 const HtabMachineFactory& make_machine) {
  return Runner(script, name, make_machine).run();
}

}  // namespace htabsim
