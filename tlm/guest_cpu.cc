// SPDX-License-Identifier: Apache-2.0
#include "tlm/guest_cpu.h"

#include <algorithm>

namespace htabsim {

GuestCpu::GuestCpu(const sc_core::sc_module_name& name, Core& core, unsigned thread,
                   Partition& partition, TlbieFabric& fabric, Hypervisor::Socket& hypervisor,
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
      core_(core),
      thread_(thread),
      mmu_(config.mmu.ierat_entries, config.mmu.derat_entries, core.tlb()),
      work_(make_work(setup)),
      walk_socket_("walk_socket"),
      hypervisor_socket_("hypervisor_socket") {
  SC_HAS_PROCESS(GuestCpu);
  walk_socket_.bind(core.lookup_unit().socket(thread));
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
  invalidations_.post(arrival, target);
  deadline_ = std::min(deadline_, arrival);
}

void GuestCpu::post_stop(Cycles arrival) {
  stop_arrival_ = arrival;
  deadline_ = std::min(deadline_, arrival);
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

void GuestCpu::apply_messages() {
  invalidations_.apply_until(local_, [this](const TlbieTarget& target) {
    mmu_.invalidate_erats(target);
    ++tlbies_received_;
  });
  if (stop_arrival_ <= local_) {
    stop_requested_ = true;
    stop_arrival_ = kNever;
  }
}

void GuestCpu::update_deadline() {
  deadline_ = std::min({horizon_, invalidations_.next_arrival(), stop_arrival_});
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
  apply_messages();
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
  const Cycles asked = local_;
  walk_extension_.request = request;
  call(walk_socket_, walk_payload_);
  walk_latency_.add(local_ - asked);
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
