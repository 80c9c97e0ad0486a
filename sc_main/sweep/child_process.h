// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace htabsim {

/// How a process has ended.
struct ProcessEnd {
  int exit_code = -1;  ///< -1: a signal has ended it
  int signal = 0;

  [[nodiscard]] bool is_killed() const { return signal != 0; }
};

/// What is to be executed: the program's path, or a name that is looked up in PATH; and where its
/// standard output and error go. It reads nothing.
struct ProcessCommand {
  std::string program;
  std::vector<std::string> arguments;
  std::filesystem::path out;
  std::filesystem::path err;
};

/// A program that runs beside this one, and never longer.
class ChildProcess {
 public:
  /// `in_child` is called in the new process before the program begins. std::system_error if there
  /// can be no process, InputError if `out` or `err` cannot be written.
  explicit ChildProcess(const ProcessCommand& command, const std::function<void()>& in_child = {});
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  /// Kills it if it has not ended.
  ~ChildProcess();

  /// How it has ended; nothing while it runs.
  [[nodiscard]] std::optional<ProcessEnd> poll();
  /// Waits for its end.
  ProcessEnd wait();
  /// A file that is readable once it has ended, for ::poll().
  [[nodiscard]] int end_event() const { return end_event_; }

 private:
  pid_t process_ = 0;
  int end_event_ = -1;
};

/// The exit code of a program that does not exist, as shells have it.
inline constexpr int kNoSuchProgram = 127;

}  // namespace htabsim
