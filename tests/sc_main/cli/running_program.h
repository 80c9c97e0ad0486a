// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/model/base/temporary_folder.h"

namespace htabsim {

/// The real program while it runs beside the test; its output goes to files.
class RunningProgram {
 public:
  explicit RunningProgram(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HTABSIM_PROGRAM);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      redirect("out", STDOUT_FILENO);
      redirect("err", STDERR_FILENO);
      ::execv(words.front(), words.data());
      ::_exit(127);
    }
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;
  ~RunningProgram() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

  /// Until it does something of its own about a signal; at most a minute.
  [[nodiscard]] bool has_begun_to_catch(int signal) const {
    return comes_true([&] { return (caught_signals() >> (signal - 1) & 1) != 0; });
  }
  void send(int signal) const { ::kill(process_, signal); }

  /// Its exit code, or 128 and the number of the signal that has ended it; -1 if it has not ended
  /// within this time.
  int ended_within(std::chrono::milliseconds time) {
    int status = 0;
    if (!comes_true([&] { return ::waitpid(process_, &status, WNOHANG) == process_; }, time)) {
      return -1;
    }
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  [[nodiscard]] std::string out() const { return contents_of(folder_ / "out"); }
  [[nodiscard]] std::string err() const { return contents_of(folder_ / "err"); }

 private:
  void redirect(const std::string& name, int stream) const {
    ::dup2(::open((folder_ / name).c_str(), O_CREAT | O_WRONLY, 0600), stream);
  }

  template <class Condition>
  static bool comes_true(Condition condition,
                         std::chrono::milliseconds time = std::chrono::minutes(1)) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }

  /// A bit for each, the lowest for signal 1.
  [[nodiscard]] std::uint64_t caught_signals() const {
    std::ifstream status(fmt::format("/proc/{}/status", process_));
    for (std::string name; status >> name;) {
      if (name != "SigCgt:") continue;
      std::string mask;
      status >> mask;
      return std::stoull(mask, nullptr, 16);
    }
    return 0;
  }

  TemporaryFolder folder_;
  ::pid_t process_ = -1;
};

}  // namespace htabsim
