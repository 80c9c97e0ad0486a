// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include <systemc>
#include <tlm>

namespace htabsim {

/// A blocking transaction with its extension, which is the caller's to fill in before and to read
/// after it.
template <class Extension>
class TimedCall {
 public:
  explicit TimedCall(tlm::tlm_command command = tlm::TLM_IGNORE_COMMAND) {
    payload_.set_command(command);
    payload_.set_extension(&extension_);
  }
  // A payload frees the extensions that it still has at its end.
  ~TimedCall() { payload_.clear_extension(&extension_); }
  TimedCall(const TimedCall&) = delete;
  TimedCall& operator=(const TimedCall&) = delete;

  Extension& operator*() { return extension_; }
  Extension* operator->() { return &extension_; }

  /// From a SystemC thread; returns when the transaction has taken its time.
  template <class Socket>
  void through(Socket& socket, std::span<std::byte> data = {}) {
    payload_.set_data_ptr(reinterpret_cast<unsigned char*>(data.data()));
    payload_.set_data_length(static_cast<unsigned>(data.size()));
    sc_core::sc_time delay;
    socket->b_transport(payload_, delay);
    if (delay != sc_core::SC_ZERO_TIME) sc_core::wait(delay);
  }

 private:
  Extension extension_;
  tlm::tlm_generic_payload payload_;
};

}  // namespace htabsim
