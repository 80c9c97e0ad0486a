// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/data_accesses.h"

#include <algorithm>

namespace htabsim {

DataAccesses::DataAccesses(const sc_core::sc_module_name& name, const Initiator& initiator,
                           HptMemory& memory, const Clock& clock, const CpuConfig& config)
    : sc_module(name),
      memory_(memory),
      core_(initiator.core),
      clock_(clock),
      most_(config.outstanding_misses),
      socket_("socket") {
  socket_.bind(memory.take_socket(initiator.core));
  extension_.initiator = initiator.id;
  payload_.set_extension(&extension_);
  payload_.set_data_length(kLineBytes);
  payload_.set_streaming_width(kLineBytes);
}

DataAccesses::~DataAccesses() { payload_.clear_extension(&extension_); }

template <class Visitor>
void DataAccesses::for_each_line(HostReal real, std::uint32_t bytes, Visitor visit) {
  const std::uint64_t first = real.value() / kLineBytes;
  const std::uint64_t last = (real.value() + bytes - 1) / kLineBytes;
  for (std::uint64_t line = first; line <= last; ++line) {
    visit(hpt_address::kGuestMemory | line * kLineBytes);
  }
}

DataAccesses::Progress DataAccesses::access(const Request& request, Cycles now) {
  Progress progress{now, Cycles(0)};
  extension_.under_way = request.own;
  for_each_line(request.real, request.bytes, [&](std::uint64_t address) {
    if (request.kind == AccessKind::kStore) {
      progress = send(tlm::TLM_WRITE_COMMAND, address, progress.now);
    } else if (most_ > 1) {
      progress = send(tlm::TLM_READ_COMMAND, address, progress.now);
    } else {
      progress = wait_for(address, progress.now);
    }
    extension_.under_way = Cycles(0);  // a second line is asked for after the first
  });
  return progress;
}

void DataAccesses::warm_up(AccessKind kind, HostReal real, std::uint32_t bytes) {
  const bool stores = kind == AccessKind::kStore;
  const auto command = stores ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND;
  for_each_line(real, bytes, [&](std::uint64_t address) {
    memory_.touch(core_, {command, address, kLineBytes});
  });
}

DataAccesses::Progress DataAccesses::wait_for(std::uint64_t address, Cycles now) {
  extension_.returns = HptExtension::Return::kWithAnswer;
  const Cycles there = transport(tlm::TLM_READ_COMMAND, address, now);
  ++counts_.loads[static_cast<std::size_t>(extension_.source)];
  return {there, Cycles(0)};
}

// A load that hits in the L1 and a store that hits in the L2 are over as fast as they came.
DataAccesses::Progress DataAccesses::send(tlm::tlm_command command, std::uint64_t address,
                                          Cycles now) {
  const bool loads = command == tlm::TLM_READ_COMMAND;
  now = wait_for_room(now);
  extension_.returns = HptExtension::Return::kAtOnce;
  const Cycles there = transport(command, address, now);
  ++(loads ? counts_.loads : counts_.stores)[static_cast<std::size_t>(extension_.source)];
  const LineSource nearest = loads ? LineSource::l1 : LineSource::l2;
  if (extension_.source > nearest) on_their_way_.push_back(there);
  return {now + Cycles(1), Cycles(1)};
}

Cycles DataAccesses::wait_for_room(Cycles now) {
  std::erase_if(on_their_way_, [&now](Cycles there) { return there <= now; });
  if (on_their_way_.size() < most_) return now;
  const auto first = std::ranges::min_element(on_their_way_);
  now = *first;
  on_their_way_.erase(first);
  return now;
}

Cycles DataAccesses::transport(tlm::tlm_command command, std::uint64_t address, Cycles now) {
  payload_.set_command(command);
  payload_.set_address(address);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = clock_.until(now);
  socket_->b_transport(payload_, delay);
  return clock_.cycle_of(sc_core::sc_time_stamp() + delay);
}

Cycles DataAccesses::all_there(Cycles now) const {
  return on_their_way_.empty() ? now : std::max(now, *std::ranges::max_element(on_their_way_));
}

}  // namespace htabsim
