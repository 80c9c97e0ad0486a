// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/simulation.h"

#include <new>
#include <string_view>

#include <sysc/kernel/sc_kernel_ids.h>

#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

namespace {

// SystemC keeps of an exception just its what(), and has a message of its own for stacks.
bool is_out_of_memory(const sc_core::sc_report& report) {
  return std::string_view(report.get_msg()) == std::bad_alloc().what() ||
         std::string_view(report.get_msg_type()) == sc_core::SC_ID_STACK_SETUP_FAILED_;
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
