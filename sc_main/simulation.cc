// SPDX-License-Identifier: Apache-2.0
#include "sc_main/simulation.h"

#include <stdexcept>

namespace htabsim {

ExitCode simulate(const RunRequest&, std::FILE*) {
  throw std::logic_error("no simulated platform is linked in");
}

}  // namespace htabsim
