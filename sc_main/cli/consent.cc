// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/consent.h"

#include <cstdio>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {

void ask_before_long_work(const std::string& command, const std::string& why, Consent consent) {
  if (consent == Consent::kGiven) return;
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) {
    throw UsageError(fmt::format("{}: {}; --yes begins it all the same", command, why));
  }
  fmt::print(stderr, "{}: {}. Begin? [y/N] ", command, why);
  std::fflush(stderr);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "Y" || answer == "yes") return;
  throw UsageError(command + ": not begun");
}

}  // namespace htabsim
