// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/simulation.h"

#include <new>
#include <string_view>

namespace htabsim {

namespace {

// What SystemC says if a thread gets no stack. The message of 2.3 has no name in 3.0's headers.
constexpr std::string_view kNoStackIn23 = "stack setup failed";               // its type
constexpr std::string_view kNoStackIn30 = "failed to allocate stack memory";  // its text

// SystemC keeps of an exception just its what().
bool is_out_of_memory(const sc_core::sc_report& report) {
  const std::string_view text = report.get_msg();
  return text == std::bad_alloc().what() || text == kNoStackIn30 ||
         report.get_msg_type() == kNoStackIn23;
}

template <class Start>
void start(Start start) {
  try {
    start();
  } catch (const sc_core::sc_report& report) {
    if (is_out_of_memory(report)) throw std::bad_alloc();
    throw;
  }
}

}  // namespace

void run_simulation() {
  start([] { sc_core::sc_start(); });
}

void go_on_until(const sc_core::sc_time& end) {
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  if (sc_core::sc_get_status() != sc_core::SC_PAUSED || end <= now) return;
  // SystemC would say that there was nothing to do.
  if (sc_core::sc_time_to_pending_activity(sc_core::sc_get_curr_simcontext()) > end - now) return;
  start([&] { sc_core::sc_start(end - now, sc_core::SC_EXIT_ON_STARVATION); });
}

}  // namespace htabsim
