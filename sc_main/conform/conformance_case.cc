// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/conformance_case.h"

#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/guest/no_progress.h"

namespace htabsim {

ConformanceCase make_conformance_case(const std::filesystem::path& file,
                                      std::function<ConformanceOutcome()> run) {
  return [file = file.string(), run = std::move(run)]() -> std::optional<std::string> {
    try {
      const ConformanceOutcome failure = run();
      if (!failure) return std::nullopt;
      return fmt::format("{}:{}: expected {}, got {}", file, failure->line, failure->expected,
                         failure->got);
    } catch (const InputError& error) {
      return error.what();
    } catch (const NoProgress& error) {
      return fmt::format("{}: {}", file, error.what());
    }
  };
}

}  // namespace htabsim
