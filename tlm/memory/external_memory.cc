// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/external_memory.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "htabsim/tlm/kit/call.h"

namespace htabsim {

ExternalMemory::ExternalMemory(const sc_core::sc_module_name& name, const Sim& sim)
    : Part(name, sim), socket("socket") {
  socket.register_nb_transport_bw(this, &ExternalMemory::nb_transport_bw);
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.dont_initialize();
  options.set_sensitivity(&request_ended_);
  sc_core::sc_spawn([this] { send_next(); }, "send_next", &options);
}

ExternalMemory::~ExternalMemory() = default;

void ExternalMemory::before_end_of_elaboration() {
  if (config().memory.external && socket.size() == 0) {
    throw std::invalid_argument(std::string("memory.external is true, but no memory is bound to ") +
                                socket.name());
  }
}

PartState ExternalMemory::state() const {
  if (!config().memory.external) return {};
  return {{"lines_under_way", under_way_}};
}

void ExternalMemory::transfer(tlm::tlm_command command, std::uint64_t address, Done done) {
  Transfer& transfer = *take_transfer();
  transfer.done = std::move(done);
  transfer.payload.set_command(command);
  transfer.payload.set_address(address);
  transfer.payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  ++under_way_;
  if (config().memory.external_transport == ExternalTransport::nonblocking) {
    waiting_.push_back(&transfer);
    if (requesting_ == nullptr) send_next();
    return;
  }
  if (last_moment_ != sc_core::sc_time_stamp()) turns_ = 0;
  last_moment_ = sc_core::sc_time_stamp();
  // A picosecond apart, so that the kernel does not decide whose call comes first.
  const sc_core::sc_time turn = sc_core::sc_time::from_value(turns_++);
  sc_core::sc_spawn([this, &transfer, turn] { block(transfer, turn); });
}

ExternalMemory::Transfer* ExternalMemory::take_transfer() {
  if (idle_.empty()) {
    Transfer& transfer = *transfers_.emplace_back(std::make_unique<Transfer>());
    transfer.payload.set_mm(this);
    transfer.payload.set_data_ptr(transfer.line.data());
    transfer.payload.set_data_length(kLineBytes);
    transfer.payload.set_streaming_width(kLineBytes);
    idle_.push_back(&transfer);
  }
  Transfer* transfer = idle_.back();
  idle_.pop_back();
  transfer->payload.acquire();
  transfer->line.fill(0);
  return transfer;
}

ExternalMemory::Transfer& ExternalMemory::transfer_of(const tlm::tlm_generic_payload& payload) {
  const auto found = std::ranges::find_if(
      transfers_, [&payload](const auto& transfer) { return &transfer->payload == &payload; });
  return **found;
}

// The last user of a payload has let it go.
void ExternalMemory::free(tlm::tlm_generic_payload* payload) {
  payload->reset();
  idle_.push_back(&transfer_of(*payload));
}

void ExternalMemory::block(Transfer& transfer, const sc_core::sc_time& turn) {
  wait(turn);
  sc_core::sc_time delay;
  socket->b_transport(transfer.payload, delay);
  if (delay != sc_core::SC_ZERO_TIME) wait(delay);
  complete(transfer);
}

void ExternalMemory::complete(Transfer& transfer) {
  if (!transfer.payload.is_response_ok()) {
    throw RefusedTransaction(socket.name(), transfer.payload);
  }
  --under_way_;
  const Done done = std::move(transfer.done);
  transfer.payload.release();
  done();
}

void ExternalMemory::send_next() {
  requesting_ = nullptr;
  if (waiting_.empty()) return;
  tlm::tlm_generic_payload& payload = waiting_.front()->payload;
  waiting_.pop_front();
  requesting_ = &payload;
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay;
  const tlm::tlm_sync_enum status = socket->nb_transport_fw(payload, phase, delay);
  if (status == tlm::TLM_ACCEPTED) return;
  if (status == tlm::TLM_COMPLETED) phase = tlm::BEGIN_RESP;
  nb_transport_bw(payload, phase, delay);
}

// A response that begins while its request is on its way ends that, too.
tlm::tlm_sync_enum ExternalMemory::nb_transport_bw(tlm::tlm_generic_payload& payload,
                                                   tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (&payload == requesting_) request_ended_.notify(delay);
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  response_begun(payload, delay);
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

void ExternalMemory::response_begun(tlm::tlm_generic_payload& payload, sc_core::sc_time delay) {
  Transfer& transfer = transfer_of(payload);
  sc_core::sc_spawn([this, &transfer, delay] {
    wait(delay);
    complete(transfer);
  });
}

}  // namespace htabsim
