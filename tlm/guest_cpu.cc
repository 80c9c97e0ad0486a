// SPDX-License-Identifier: Apache-2.0
#include "tlm/guest_cpu.h"

#include <algorithm>

namespace htabsim {

GuestCpu::GuestCpu(const sc_core::sc_module_name& name, InitiatorId walker, Partition& partition,
                   HptMemory& memory, TlbieFabric& fabric, Hypervisor::Socket& hypervisor,
                   const VcpuSetup& setup, const Clock& clock, const Config& config,
                   Stepping stepping)
    : sc_module(name),
      partition_(partition),
      clock_(clock),
      stepping_(stepping),
      access_cost_(config.cpu.access_cycles),
      erat_reload_cost_(config.cpu.erat_reload_cycles),
      interrupt_cost_(config.cpu.interrupt_cycles),
      slb_write_cost_(config.cpu.slb_write_cycles),
      hcall_cost_(config.hypervisor.hcall_cycles),
      reach_latency_(config.tlbie.broadcast_cycles),
      tlb_(config.mmu.tlb_entries, config.mmu.tlb_ways),
      mmu_(config.mmu.ierat_entries, config.mmu.derat_entries, tlb_),
      lookup_unit_("lookup_unit", walker, memory, fabric, clock, config.mmu, stepping),
      work_(make_work(setup)),
      walk_socket_("walk_socket"),
      hypervisor_socket_("hypervisor_socket") {
  SC_HAS_PROCESS(GuestCpu);
  walk_socket_.bind(lookup_unit_.socket());
  hypervisor_socket_.bind(hypervisor);
  walk_payload_.set_extension(&walk_extension_);
  hypervisor_payload_.set_extension(&hypervisor_extension_);
  load_state(mmu_, setup.state);
  fabric.attach(*this);
  ++partition.running_vcpus;
  SC_THREAD(run);
}

GuestCpu::~GuestCpu() {
  walk_payload_.clear_extension(&walk_extension_);
  hypervisor_payload_.clear_extension(&hypervisor_extension_);
}

void GuestCpu::post(Cycles arrival, const TlbieTarget& target) {
  inbox_.push_back({arrival, target});
  deadline_ = std::min(deadline_, arrival);
}

void GuestCpu::post_stop(Cycles arrival) {
  inbox_.push_back({arrival, Stop{}});
  deadline_ = std::min(deadline_, arrival);
}

void GuestCpu::wait_for_lookups_before(Cycles arrival) {
  lookup_unit_.wait_for_walks_before(arrival);
}

GuestCpu::Recording::Recording(GuestCpu& cpu, const RecordedWork& work)
    : replay(cpu.mmu_, cpu.partition_, cpu), source(*work.source) {}

GuestCpu::Program::Program(GuestCpu& cpu, const ProgramWork& work)
    : replay(cpu.mmu_, cpu.partition_, cpu, work.os), source(*work.source) {}

GuestCpu::Work GuestCpu::make_work(const VcpuSetup& setup) {
  if (const auto* program = std::get_if<ProgramWork>(&setup.work)) {
    return Work(std::in_place_type<Program>, *this, *program);
  }
  return Work(std::in_place_type<Recording>, *this, std::get<RecordedWork>(setup.work));
}

const ReplayReport* GuestCpu::report() const {
  const auto* recording = std::get_if<Recording>(&work_);
  return recording != nullptr ? &recording->replay.report() : nullptr;
}

const GuestOsCounters* GuestCpu::os_counters() const {
  const auto* program = std::get_if<Program>(&work_);
  return program != nullptr ? &program->replay.os_counters() : nullptr;
}

const ThreadCounters& GuestCpu::counters() const {
  return std::visit(
      [](const auto& work) -> const ThreadCounters& { return work.replay.counters(); }, work_);
}

const HcallCounters& GuestCpu::hcalls() const {
  return std::visit([](const auto& work) -> const HcallCounters& { return work.replay.hcalls(); },
                    work_);
}

void GuestCpu::run() {
  std::visit([this](auto& work) { replay_until_stopped(work.replay, work.source); }, work_);
  synchronise();
  // Shared with the HTAB descriptors' writes, so it changes between two cycles.
  sc_core::wait(clock_.half());
  --partition_.running_vcpus;
  stopped_ = true;
  stopped_at_ = local_;
  clock_.wait_until(local_ + Cycles(1));
  stopped_event_.notify();
}

template <class Replay, class Event>
void GuestCpu::replay_until_stopped(Replay& replay, EventSource<Event>& source) {
  for (auto batch = source.next_batch(); !batch.empty(); batch = source.next_batch()) {
    for (const Event& event : batch) {
      if (local_ >= deadline_) reach_deadline();
      if (stop_requested_) return;
      replay.handle(event);
      note(event);
    }
  }
  replay.finish();
}

void GuestCpu::note(const GuestEvent& event) {
  const auto* access = std::get_if<MemoryAccess>(&event);
  events_.add(local_, event.index(), access != nullptr ? access->ea.value() : 0);
}

void GuestCpu::note(const PlainAccess& access) {
  events_.add(local_, static_cast<std::uint64_t>(access.kind), access.ea.value());
}

void GuestCpu::apply_inbox() {
  while (!inbox_.empty() && inbox_.front().arrival <= local_) {
    if (const auto* target = std::get_if<TlbieTarget>(&inbox_.front().content)) {
      mmu_.tlbie(*target);
      ++tlbies_received_;
    } else {
      stop_requested_ = true;
    }
    inbox_.pop_front();
  }
}

void GuestCpu::update_deadline() {
  deadline_ = inbox_.empty() ? horizon_ : std::min(horizon_, inbox_.front().arrival);
}

void GuestCpu::reach_deadline() {
  if (local_ >= horizon_) {
    if (stepping_ == Stepping::kStepped) {
      synchronise();
      horizon_ = local_ + Cycles(1);
    } else {
      const auto next_activity = [this] {
        return clock_.cycle_of(sc_core::sc_time_stamp() + sc_core::sc_time_to_pending_activity(
                                                              sc_core::sc_get_curr_simcontext()));
      };
      horizon_ = next_activity() + reach_latency_;
      if (local_ >= horizon_) {
        synchronise();
        horizon_ = next_activity() + reach_latency_;
      }
    }
  }
  apply_inbox();
  update_deadline();
}

void GuestCpu::synchronise() { clock_.wait_until(local_); }

void GuestCpu::settle() {
  if (local_ >= deadline_) reach_deadline();
}

// The callee lets the simulation catch up where others could act before the local time.
template <class TargetSocket>
void GuestCpu::call(TargetSocket& socket, tlm::tlm_generic_payload& payload) {
  sc_core::sc_time delay = clock_.until(local_);
  socket->b_transport(payload, delay);
  local_ = clock_.cycle_of(sc_core::sc_time_stamp() + delay);
}

WalkResult GuestCpu::walk(const WalkRequest& request) {
  walk_extension_.request = request;
  call(walk_socket_, walk_payload_);
  return walk_extension_.result;
}

void GuestCpu::call_hypervisor() {
  call(hypervisor_socket_, hypervisor_payload_);
  settle();
}

StorageOutcome GuestCpu::storage_interrupt(const StorageInterrupt& interrupt) {
  local_ += interrupt_cost_;
  hypervisor_extension_.reason = HypervisorExtension::Reason::kStorageInterrupt;
  hypervisor_extension_.interrupt = interrupt;
  call_hypervisor();
  return hypervisor_extension_.outcome;
}

HcallResult GuestCpu::hcall(const HcallFrame& frame) {
  hypervisor_extension_.reason = HypervisorExtension::Reason::kHcall;
  hypervisor_extension_.frame = frame;
  call_hypervisor();
  return hypervisor_extension_.result;
}

}  // namespace htabsim
