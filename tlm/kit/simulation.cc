// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/simulation.h"

#include <new>
#include <string_view>

#include "htabsim/tlm/kit/systemc.h"

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

}  // namespace

void run_simulation() {
  try {
    sc_core::sc_start();
  } catch (const sc_core::sc_report& report) {
    if (is_out_of_memory(report)) throw std::bad_alloc();
    throw;
  }
}

}  // namespace htabsim
