// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

#include "htabsim/model/base/exit_code.h"

namespace htabsim {

/// While there is one, Ctrl-C and SIGTERM only ask the program to end. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  [[nodiscard]] static bool is_requested();
  /// Of a program that has ended so.
  [[nodiscard]] static ExitCode exit_code();

 private:
  struct sigaction interrupt_before_ = {};
  struct sigaction terminate_before_ = {};
};

}  // namespace htabsim
