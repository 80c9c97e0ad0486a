// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/htab_fd.h"

#include <cassert>

namespace htabsim {

namespace {

HtabFilesOptions files_options(const HtabConfig& config) {
  HtabFilesOptions options;
  // The host is a ppc64le machine, as KVM's hosts of these processors mostly are (R9).
  options.header_order = HeaderOrder::kLittle;
  options.lock_bit = config.emit_lock_bit ? LockBit::kEmitted : LockBit::kHidden;
  options.write_parsing = config.write_parsing;
  return options;
}

SoftwareCosts host_costs(const Config& config) {
  SoftwareCosts costs;
  costs.barrier = Cycles(config.memory.barrier_cycles);
  costs.ptesync = Cycles(config.memory.ptesync_cycles);
  costs[SoftwareWork::kSpin] = Cycles(config.htab.spin_cycles);
  costs[SoftwareWork::kFdCall] = Cycles(config.htab.call_cycles);
  costs[SoftwareWork::kFdEntry] = Cycles(config.htab.entry_cycles);
  costs[SoftwareWork::kFdCopy] = Cycles(config.htab.copy_cycles);
  return costs;
}

}  // namespace

HtabFdTarget::HtabFdTarget(const sc_core::sc_module_name& name, const Initiator& initiator,
                           Partition& partition, HptMemory& memory, TlbieFabric& fabric,
                           const Clock& clock, const Config& config, Stepping stepping)
    : sc_module(name),
      clock_(clock),
      time_(clock, stepping),
      call_cost_(config.htab.call_cycles),
      files_(partition, files_options(config.htab)),
      socket_("socket"),
      port_("port", initiator, memory, fabric, host_costs(config), time_) {
  socket_.register_b_transport(this, &HtabFdTarget::b_transport);
}

void HtabFdTarget::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  auto* call = payload.get_extension<HtabFdExtension>();
  assert(call != nullptr);
  time_.begin(delay);
  auto* data = reinterpret_cast<std::byte*>(payload.get_data_ptr());
  const std::size_t length = payload.get_data_length();
  switch (call->call) {
    case HtabFdExtension::Call::kOpen:
      activity_ = HtabFdActivity::opens;
      open(*call);
      break;
    case HtabFdExtension::Call::kRead:
      activity_ = HtabFdActivity::reads;
      read(*call, {data, length});
      break;
    case HtabFdExtension::Call::kWrite:
      activity_ = HtabFdActivity::writes;
      write(*call, {data, length});
      break;
    case HtabFdExtension::Call::kClose:
      activity_ = HtabFdActivity::closes;
      close(*call);
      break;
  }
  activity_ = HtabFdActivity::idle;
  if (call->result.error) ++counters_.errors;
  events_.add(time_.now(), static_cast<std::uint64_t>(call->call), call->result.bytes);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  delay = time_.end();
}

// The number of interested readers is shared with every hcall: like a store to memory it changes
// in the middle of a cycle.
void HtabFdTarget::wait_until_effective() {
  time_.advance(call_cost_);
  time_.synchronise();
  sc_core::wait(clock_.half());
}

void HtabFdTarget::open(HtabFdExtension& call) {
  wait_until_effective();
  ++counters_.opens;
  const OpenResult opened = files_.open(call.flags, call.start_index);
  call.result = {0, opened.error};
  call.descriptor = opened.error ? -1 : static_cast<int>(opened.descriptor);
  if (observer_ != nullptr && !opened.error) {
    observer_->on_open(call.descriptor, call.flags, call.start_index);
  }
  clock_.wait_until(clock_.now() + Cycles(1));
}

void HtabFdTarget::close(HtabFdExtension& call) {
  wait_until_effective();
  const auto error = files_.close(HtabFd(call.descriptor));
  call.result = {0, error};
  if (observer_ != nullptr && !error) observer_->on_close(call.descriptor);
  clock_.wait_until(clock_.now() + Cycles(1));
}

void HtabFdTarget::read(HtabFdExtension& call, std::span<std::byte> buffer) {
  const Cycles began = time_.now();
  ++counters_.reads;
  if (observer_ != nullptr) observer_->on_read_begin(call.descriptor);
  call.result = files_.read(port_, HtabFd(call.descriptor), buffer);
  if (observer_ != nullptr) {
    observer_->on_read_end(call.descriptor, buffer.first(call.result.bytes), buffer.size(),
                           time_.now());
  }
  counters_.bytes_read += call.result.bytes;
  if (!call.result.error && call.result.bytes == 0) ++counters_.reads_of_nothing;
  read_latency_.add(time_.now() - began);
}

void HtabFdTarget::write(HtabFdExtension& call, std::span<const std::byte> bytes) {
  const Cycles began = time_.now();
  ++counters_.writes;
  call.result = files_.write(port_, HtabFd(call.descriptor), bytes);
  counters_.bytes_written += call.result.bytes;
  write_latency_.add(time_.now() - began);
}

}  // namespace htabsim
