// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/data_accesses.h"

#include <algorithm>

namespace htabsim {

DataAccesses::DataAccesses(const sc_core::sc_module_name& name, const Sim& sim,
                           const Initiator& initiator)
    : Part(name, sim),
      memory("memory"),
      most_(sim.config.cpu.outstanding_misses),
      notes_stores_(sim.config.migration.ram_bytes != 0 &&
                    sim.config.migration.ram_dirtying == RamDirtying::stores) {
  call_->initiator = initiator;
  call_.set_data(line_.data(), kLineBytes);
}

DataAccesses::~DataAccesses() = default;

DataAccesses::Progress DataAccesses::access(const Request& request, Cycles now) {
  Progress progress{now, Cycles(0)};
  call_->under_way = request.own;
  for_each_line(request.real, request.bytes, [&](std::uint64_t address) {
    if (request.kind == AccessKind::kStore) {
      if (notes_stores_) stored_pages_.add(address, progress.now, clock().now());
      progress = send(tlm::TLM_WRITE_COMMAND, address, progress.now);
    } else if (most_ > 1) {
      progress = send(tlm::TLM_READ_COMMAND, address, progress.now);
    } else {
      progress = wait_for(address, progress.now);
    }
    call_->under_way = Cycles(0);  // a second line is asked for after the first
  });
  return progress;
}

DataAccesses::Progress DataAccesses::wait_for(std::uint64_t address, Cycles now) {
  call_->returns = HptExtension::Return::kWithAnswer;
  const Cycles there = transport(tlm::TLM_READ_COMMAND, address, now);
  ++counts_.loads[static_cast<std::size_t>(call_->source)];
  return {there, Cycles(0)};
}

// A load that hits in the L1 and a store that hits in the L2 are over as fast as they came.
DataAccesses::Progress DataAccesses::send(tlm::tlm_command command, std::uint64_t address,
                                          Cycles now) {
  const bool loads = command == tlm::TLM_READ_COMMAND;
  now = wait_for_room(now);
  call_->returns = HptExtension::Return::kAtOnce;
  const Cycles there = transport(command, address, now);
  ++(loads ? counts_.loads : counts_.stores)[static_cast<std::size_t>(call_->source)];
  const LineSource nearest = loads ? LineSource::l1 : LineSource::l2;
  if (call_->source > nearest) on_their_way_.push_back(there);
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
  call_.set_command(command);
  call_.set_address(address);
  const sc_core::sc_time delay = call_.send(memory, clock().until(now));
  return clock().cycle_of(sc_core::sc_time_stamp() + delay);
}

Cycles DataAccesses::all_there(Cycles now) const {
  return on_their_way_.empty() ? now : std::max(now, *std::ranges::max_element(on_their_way_));
}

}  // namespace htabsim
