// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace htabsim {

/// What the program tells its caller.
enum class ExitCode : int {
  kSuccess = 0,
  kRefuted = 1,        ///< the run finished, and what it checked does not hold
  kInputAtFault = 2,   ///< usage, configuration or a file; one line on standard error says what
  kDefect = 3,         ///< an error of the program itself
  kInterrupted = 130,  ///< by Ctrl-C: 128 and the signal's number, as shells say it
  kReaderGone = 141,   ///< whoever read standard output, as SIGPIPE would say it
  kTerminated = 143,   ///< by SIGTERM
};

}  // namespace htabsim
