// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>

#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// A target socket that any number of initiators bind to. They may call b_transport or, by the
/// four phases of the base protocol, nb_transport, of which each becomes a blocking call of its
/// own. There is no direct memory interface.
template <class Module, class Protocol>
class SharedTargetSocket
    : public tlm_utils::multi_passthrough_target_socket<
          SharedTargetSocket<Module, Protocol>, 64, Protocol, 0, sc_core::SC_ZERO_OR_MORE_BOUND> {
 public:
  using Payload = tlm::tlm_generic_payload;
  /// `initiator` is its number in the order of binding.
  using Transport = void (Module::*)(int initiator, Payload& payload, sc_core::sc_time& delay);
  using Debug = unsigned (Module::*)(Payload& payload);
  using Direct = void (Module::*)(Payload& payload);

  /// Without `debug` a debug access moves no bytes. `direct` is told of each get_direct_mem_ptr(),
  /// which gives no pointer.
  SharedTargetSocket(const char* name, Module& module, Transport transport, Debug debug = nullptr,
                     Direct direct = nullptr)
      : Base(name), module_(module), transport_(transport), debug_(debug), direct_(direct) {
    this->register_b_transport(this, &SharedTargetSocket::block);
    this->register_nb_transport_fw(this, &SharedTargetSocket::begin);
    this->register_transport_dbg(this, &SharedTargetSocket::look);
    this->register_get_direct_mem_ptr(this, &SharedTargetSocket::allow);
  }

 private:
  using Base = tlm_utils::multi_passthrough_target_socket<SharedTargetSocket, 64, Protocol, 0,
                                                          sc_core::SC_ZERO_OR_MORE_BOUND>;

  void block(int initiator, Payload& payload, sc_core::sc_time& delay) {
    (module_.*transport_)(initiator, payload, delay);
  }

  unsigned look(int /*initiator*/, Payload& payload) {
    return debug_ == nullptr ? 0 : (module_.*debug_)(payload);
  }

  bool allow(int /*initiator*/, Payload& payload, tlm::tlm_dmi& /*access*/) {
    if (direct_ != nullptr) (module_.*direct_)(payload);
    return false;
  }

  tlm::tlm_sync_enum begin(int initiator, Payload& payload, tlm::tlm_phase& phase,
                           sc_core::sc_time& delay) {
    if (phase != tlm::BEGIN_REQ) return tlm::TLM_COMPLETED;
    if (payload.has_mm()) payload.acquire();
    sc_core::sc_spawn([this, initiator, &payload, ahead = delay] {
      answer(initiator, payload, ahead);
      if (payload.has_mm()) payload.release();
    });
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
  }

  void answer(int initiator, Payload& payload, const sc_core::sc_time& ahead) {
    if (ahead != sc_core::SC_ZERO_TIME) sc_core::wait(ahead);
    sc_core::sc_time delay;
    block(initiator, payload, delay);
    if (delay != sc_core::SC_ZERO_TIME) sc_core::wait(delay);
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    delay = sc_core::SC_ZERO_TIME;
    (*this)[initiator]->nb_transport_bw(payload, phase, delay);
  }

  Module& module_;
  Transport transport_;
  Debug debug_;
  Direct direct_;
};

}  // namespace htabsim
