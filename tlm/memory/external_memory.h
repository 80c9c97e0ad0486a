// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/model/cache/line_cache.h"
#include "htabsim/tlm/kit/part.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// The way to a memory outside, of whatever TLM-2.0 model: it says how long a line takes. Contents
/// stay in the table's image; what is read from outside is not looked at, what is written is zero.
///
/// By memory.external_transport a line is fetched by b_transport, each in a process of its own, or
/// by the four phases of nb_transport with one request at a time on its way (IEEE 1666-2011,
/// 15.2.6).
class ExternalMemory final : public Part, private tlm::tlm_mm_interface {
 public:
  /// To be bound if memory.external is true.
  tlm_utils::simple_initiator_socket_optional<ExternalMemory> socket;

  ExternalMemory(const sc_core::sc_module_name& name, const Sim& sim);
  ~ExternalMemory() override;

  /// Called when a line is there, at that moment.
  using Done = std::function<void()>;
  /// Fetches or writes the line at an address outside, from now on. Lines that are asked for at one
  /// moment go out in the order in which they were asked for.
  void transfer(tlm::tlm_command command, std::uint64_t address, Done done);

  [[nodiscard]] std::string title() const override { return "external memory"; }
  [[nodiscard]] PartState state() const override;

 private:
  struct Transfer {
    tlm::tlm_generic_payload payload;
    std::array<unsigned char, kLineBytes> line{};
    Done done;
  };

  void before_end_of_elaboration() override;
  void free(tlm::tlm_generic_payload* payload) override;
  Transfer* take_transfer();
  void block(Transfer& transfer, const sc_core::sc_time& turn);
  void send_next();
  void complete(Transfer& transfer);
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay);
  void response_begun(tlm::tlm_generic_payload& payload, sc_core::sc_time delay);
  Transfer& transfer_of(const tlm::tlm_generic_payload& payload);

  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::vector<Transfer*> idle_;
  std::deque<Transfer*> waiting_;                   // nonblocking: until the socket is free
  tlm::tlm_generic_payload* requesting_ = nullptr;  // whose request is on its way
  sc_core::sc_event request_ended_;
  sc_core::sc_time last_moment_;
  std::uint64_t turns_ = 0;  // transfers that began at that moment
  std::uint64_t under_way_ = 0;
};

}  // namespace htabsim
