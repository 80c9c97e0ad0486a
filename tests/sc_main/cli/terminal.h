// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace htabsim {

/// The real program on a terminal, which the test types on.
class Terminal {
 public:
  explicit Terminal(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HTABSIM_PROGRAM);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    process_ = ::forkpty(&screen_, nullptr, nullptr, nullptr);
    if (process_ == 0) {
      ::execv(words.front(), words.data());
      ::_exit(127);
    }
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    ::close(screen_);
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

  /// Until this is shown; at most a minute.
  [[nodiscard]] bool shows(std::string_view text) {
    while (shown_.find(text) == std::string::npos) {
      if (!read_more()) return false;
    }
    return true;
  }
  void type(std::string_view text) const {
    EXPECT_EQ(::write(screen_, text.data(), text.size()), static_cast<::ssize_t>(text.size()));
  }
  /// The exit code, once it has ended.
  int end() {
    while (read_more()) {
    }
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  bool read_more() {
    constexpr int kMostMilliseconds = 60'000;
    pollfd waited{screen_, POLLIN, 0};
    if (::poll(&waited, 1, kMostMilliseconds) != 1) return false;
    char block[4096];
    const ::ssize_t got = ::read(screen_, block, sizeof block);
    if (got <= 0) return false;
    shown_.append(block, static_cast<std::size_t>(got));
    return true;
  }

  int screen_ = -1;
  ::pid_t process_ = -1;
  std::string shown_;
};

}  // namespace htabsim
