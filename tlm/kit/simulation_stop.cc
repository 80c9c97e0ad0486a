// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/simulation_stop.h"

namespace htabsim {

void SimulationStop::request() {
  is_requested_ = true;
  async_request_update();
}

}  // namespace htabsim
