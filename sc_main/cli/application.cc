// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/application.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>
#include <tuple>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "htabsim/model/base/exit_code.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/command_line.h"
#include "sc_main/cli/memory_reserve.h"
#include "sc_main/report/stuck_simulation.h"
#include "sc_main/setup/interruption.h"

namespace htabsim {

namespace {

/// Standard error may be closed or full, too, and then nobody is told.
void write_error(const std::string& text) {
  std::fputs(("htabsim: " + text + "\n").c_str(), stderr);
}

ExitCode report(ExitCode code, std::string text) {
  std::ranges::replace(text, '\n', ' ');
  write_error(text);
  return code;
}

/// Whoever read it may have read enough, and needs no telling.
ExitCode output_failed(const std::error_code& error) {
  if (error == std::errc::broken_pipe) return ExitCode::kReaderGone;
  return report(ExitCode::kInputAtFault, "standard output: cannot write: " + error.message());
}

/// A file that is opened later must not become one of the standard streams that was closed. Writes
/// to this one fail as they would to a closed one.
void open_closed_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) == -1) std::ignore = ::open("/dev/null", O_RDONLY);
  }
}

ExitCode out_of_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return report(ExitCode::kInputAtFault,
                fmt::format("out of memory: {} MB are in use, and the machine, or a limit of the "
                            "process (ulimit -v), gives no more",
                            usage.ru_maxrss / 1024));
}

ExitCode run_guarded(int argc, const char* const* argv) {
  try {
    keep_memory_reserve();
    const ExitCode code = parse_command_line(argc, argv)(stdout);
    errno = 0;
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    return output_failed({errno, std::generic_category()});
  } catch (const Interrupted&) {
    return Interruption::exit_code();
  } catch (const UsageError& error) {
    return report(ExitCode::kInputAtFault, error.what());
  } catch (const InputError& error) {
    return report(ExitCode::kInputAtFault, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return report(ExitCode::kInputAtFault,
                  fmt::format("{}: {}", error.path1().string(), error.code().message()));
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) != 0) return output_failed(error.code());
    return report(ExitCode::kDefect, fmt::format("internal error: {}", error.what()));
  } catch (const StuckSimulation& stuck) {
    write_error(stuck.what());
    return ExitCode::kDefect;
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::exception& error) {
    return report(ExitCode::kDefect, fmt::format("internal error: {}", error.what()));
  }
}

}  // namespace

int run_application(int argc, const char* const* argv) {
  open_closed_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // ulimit -f: a write fails as on a full disk
  return static_cast<int>(run_guarded(argc, argv));
}

}  // namespace htabsim
