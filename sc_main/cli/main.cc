// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include <systemc>

#include "sc_main/cli/application.h"

int sc_main(int argc, char** argv) { return htabsim::run_application(argc, argv); }

int main(int argc, char** argv) {
  ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
