// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/interruption.h"

namespace htabsim {

namespace {

volatile std::sig_atomic_t requested_by = 0;

extern "C" void request_end(int signal) { requested_by = signal; }

}  // namespace

Interruption::Interruption() {
  requested_by = 0;
  struct sigaction request = {};
  request.sa_handler = request_end;
  request.sa_flags = SA_RESTART;
  sigaction(SIGINT, &request, &interrupt_before_);
  sigaction(SIGTERM, &request, &terminate_before_);
}

Interruption::~Interruption() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
}

bool Interruption::is_requested() { return requested_by != 0; }

ExitCode Interruption::exit_code() {
  return requested_by == SIGTERM ? ExitCode::kTerminated : ExitCode::kInterrupted;
}

}  // namespace htabsim
