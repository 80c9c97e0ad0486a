// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/application.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/exit_code.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/command_line.h"
#include "sc_main/report/stuck_simulation.h"

namespace htabsim {

namespace {

ExitCode report(ExitCode code, std::string text) {
  std::ranges::replace(text, '\n', ' ');
  fmt::print(stderr, "htabsim: {}\n", text);
  return code;
}

ExitCode run_guarded(int argc, const char* const* argv) {
  try {
    const ExitCode code = parse_command_line(argc, argv)(stdout);
    if (std::fflush(stdout) == 0) return code;
    return report(ExitCode::kInputAtFault, "standard output: cannot write");
  } catch (const UsageError& error) {
    return report(ExitCode::kInputAtFault, error.what());
  } catch (const InputError& error) {
    return report(ExitCode::kInputAtFault, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return report(ExitCode::kInputAtFault,
                  fmt::format("{}: {}", error.path1().string(), error.code().message()));
  } catch (const StuckSimulation& stuck) {
    fmt::print(stderr, "htabsim: {}\n", stuck.what());
    return ExitCode::kDefect;
  } catch (const std::exception& error) {
    return report(ExitCode::kDefect, fmt::format("internal error: {}", error.what()));
  }
}

}  // namespace

int run_application(int argc, const char* const* argv) {
  return static_cast<int>(run_guarded(argc, argv));
}

}  // namespace htabsim
