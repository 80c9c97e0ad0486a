// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <tlm_utils/simple_target_socket.h>

#include "htabsim/tlm/memory/tlbie_protocol.h"

namespace htabsim {

/// What a module that caches translations has for the fabric.
class SnoopTarget {
 public:
  /// To be bound to TlbieFabric::snoopers.
  tlm_utils::simple_target_socket<SnoopTarget, 64, SnoopProtocol> socket;

  using Invalidate = std::function<void(Cycles arrival, const TlbieTarget& target)>;
  using Drain = std::function<void(Cycles arrival)>;

  /// `invalidate` and `drain` carry out SnoopExtension's commands; only `drain` may wait.
  SnoopTarget(const char* name, Invalidate invalidate, Drain drain);
  ~SnoopTarget();
  SnoopTarget(const SnoopTarget&) = delete;
  SnoopTarget& operator=(const SnoopTarget&) = delete;

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  Invalidate invalidate_;
  Drain drain_;
};

}  // namespace htabsim
