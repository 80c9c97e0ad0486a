// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

#include <tlm>

#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// What is common to the extensions of our protocols: they are copied as values.
template <class Extension>
struct CallExtension : tlm::tlm_extension<Extension> {
  [[nodiscard]] tlm::tlm_extension_base* clone() const override {
    return new Extension(static_cast<const Extension&>(*this));
  }
  void copy_from(const tlm::tlm_extension_base& other) override {
    static_cast<Extension&>(*this) = static_cast<const Extension&>(other);
  }
};

/// A target has refused a transaction: a defect of the initiator, or of how the two are bound.
class RefusedTransaction : public std::logic_error {
 public:
  RefusedTransaction(const std::string& socket, const tlm::tlm_generic_payload& payload)
      : logic_error(socket + ": " + payload.get_response_string()) {}
};

/// A blocking transaction with its extension, which its owner fills in before and reads after it.
/// It can be sent again and again.
template <class Extension>
class Call {
 public:
  explicit Call(tlm::tlm_command command = tlm::TLM_IGNORE_COMMAND) {
    payload_.set_command(command);
    payload_.set_extension(&extension_);
  }
  // A payload frees the extensions that it still has at its end.
  ~Call() { payload_.clear_extension(&extension_); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  Extension& operator*() { return extension_; }
  Extension* operator->() { return &extension_; }
  const Extension* operator->() const { return &extension_; }
  /// With the extension.
  [[nodiscard]] tlm::tlm_generic_payload& payload() { return payload_; }

  void set_command(tlm::tlm_command command) { payload_.set_command(command); }
  void set_address(std::uint64_t address) { payload_.set_address(address); }
  void set_data(unsigned char* data, unsigned bytes) {
    payload_.set_data_ptr(data);
    payload_.set_data_length(bytes);
    payload_.set_streaming_width(bytes);
  }

  /// Sends it, `delay` ahead of the current time; gives how far the answer is ahead.
  /// RefusedTransaction if the target did not answer TLM_OK_RESPONSE.
  template <class Socket>
  sc_core::sc_time send(Socket& socket, const sc_core::sc_time& delay) {
    return send_to(*socket.operator->(), socket.name(), delay);
  }
  /// The same to one of the targets of a socket called `name`.
  template <class Target>
  sc_core::sc_time send_to(Target& target, const char* name, sc_core::sc_time delay) {
    payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    target.b_transport(payload_, delay);
    if (!payload_.is_response_ok()) throw RefusedTransaction(name, payload_);
    return delay;
  }
  /// The same from now on; returns when the transaction has taken its time. From a SystemC thread.
  template <class Socket>
  void complete(Socket& socket) {
    const sc_core::sc_time delay = send(socket, sc_core::SC_ZERO_TIME);
    if (delay != sc_core::SC_ZERO_TIME) sc_core::wait(delay);
  }

 private:
  Extension extension_;
  tlm::tlm_generic_payload payload_;
};

}  // namespace htabsim
