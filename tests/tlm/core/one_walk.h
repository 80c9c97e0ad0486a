// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/tlm/core/walkers.h"
#include "htabsim/tlm/kit/part.h"

namespace htabsim {

/// Asks a core's walkers once, at a given cycle.
class OneWalk : public Part {
 public:
  OneWalk(const sc_core::sc_module_name& name, const Sim& sim, Walkers& walkers, Cycles at,
          WalkRequest request, std::size_t number = 0)
      : Part(name, sim), socket_("socket"), at_(at) {
    socket_.bind(walkers.requests[number]);
    call_->request = request;
    run_thread("run", [this] { run(); });
  }

  [[nodiscard]] std::string title() const override { return basename(); }
  [[nodiscard]] const WalkExtension& answer() const { return *call_.operator->(); }
  Cycles took{};

 private:
  void run() {
    clock().wait_until(at_);
    const sc_core::sc_time delay = call_.send(socket_, sc_core::SC_ZERO_TIME);
    took = clock().cycle_of(sc_core::sc_time_stamp() + delay) - at_;
  }

  tlm_utils::simple_initiator_socket<OneWalk, 64, WalkProtocol> socket_;
  Cycles at_;
  Call<WalkExtension> call_;
};

}  // namespace htabsim
