// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <exception>
#include <functional>
#include <thread>

#include "htabsim/model/base/exit_code.h"

namespace htabsim {

/// Thrown by what gives up its work because the program is to end.
class Interrupted : public std::exception {};

/// While there is one, the first Ctrl-C or SIGTERM only asks the program to end; a second one, a
/// quarter of a second later or more, ends it at once. A read of an input that waits ends with an
/// error. One at a time.
class Interruption {
 public:
  /// `on_request`, if any, is called by a thread of its own. std::bad_alloc if there can be none.
  explicit Interruption(std::function<void()> on_request = {});
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// It stays so when there is none any more.
  [[nodiscard]] static bool is_requested();
  /// Throws Interrupted if it is.
  static void throw_if_requested();
  /// Of a program that has ended so.
  [[nodiscard]] static ExitCode exit_code();

 private:
  void start(std::function<void()> work);
  void take_signals();
  /// For the signal, or for the end of this.
  void wait_and_call(const std::function<void()>& on_request) const;

  struct sigaction interrupt_before_ = {};
  struct sigaction terminate_before_ = {};
  int woken_;  // a descriptor, for the thread and for reads
  std::jthread thread_;
};

}  // namespace htabsim
