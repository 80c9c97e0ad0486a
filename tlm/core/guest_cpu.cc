// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/guest_cpu.h"

#include <algorithm>
#include <utility>

namespace htabsim {

GuestCpu::GuestCpu(const sc_core::sc_module_name& name, const GuestCpuPlace& place,
                   Partition& partition, const VcpuSetup& setup, const Clock& clock,
                   const Config& config, Stepping stepping)
    : sc_module(name),
      partition_(partition),
      clock_(clock),
      stepping_(stepping),
      issue_width_(config.cpu.issue_width),
      access_cost_(config.cpu.access_cycles),
      erat_reload_cost_(config.cpu.erat_reload_cycles),
      secondary_derat_cost_(config.cpu.secondary_derat_cycles),
      interrupt_cost_(config.cpu.interrupt_cycles),
      slb_write_cost_(config.cpu.slb_write_cycles),
      hcall_cost_(config.hypervisor.hcall_cycles),
      reach_latency_(config.tlbie.broadcast_cycles),
      core_(place.core),
      thread_(place.thread),
      mmu_(mmu_sizes(config.mmu), place.core.tlb()),
      work_(make_work(setup)),
      walk_socket_("walk_socket"),
      hypervisor_socket_("hypervisor_socket"),
      misses_("misses", place.core.walkers(), place.first_walk + 1,
              config.cpu.outstanding_misses > 1 ? config.cpu.outstanding_misses : 0, clock, *this) {
  SC_HAS_PROCESS(GuestCpu);
  walk_socket_.bind(place.core.walkers().socket(place.first_walk));
  hypervisor_socket_.bind(place.hypervisor);
  walk_payload_.set_extension(&walk_extension_);
  hypervisor_payload_.set_extension(&hypervisor_extension_);
  reaches_data_ = config.memory.data_accesses;
  if (reaches_data_) {
    data_.emplace("data", place.initiator, place.memory, clock, config.cpu);
  }
  load_state(mmu_, setup.state);
  place.fabric.attach(*this);
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
    : replay(cpu.mmu_, cpu.partition_, cpu), events{*work.source, {}} {}

GuestCpu::Program::Program(GuestCpu& cpu, const ProgramWork& work)
    : replay(cpu.mmu_, cpu.partition_, cpu, work.os), events{*work.source, {}} {}

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

GuestCpuState GuestCpu::state() const {
  const ThreadCounters& done = counters();
  return {activity_, local_.value(), done.fetches + done.loads + done.stores, misses_.taken(),
          end_.why_not()};
}

void GuestCpu::run() {
  end_.run([this] {
    std::visit([this](auto& work) { replay_until_stopped(work.replay, work.events); }, work_);
    come_to_an_end();
  });
}

void GuestCpu::come_to_an_end() {
  if (data_) local_ = data_->all_there(local_);
  synchronise();
  // Shared with the HTAB descriptors' writes, so it changes between two cycles.
  sc_core::wait(clock_.half());
  --partition_.running_vcpus;
  activity_ = CpuActivity::stopped;
  stopped_at_ = local_;
  clock_.wait_until(local_ + Cycles(1));
  stopped_event_.notify();
}

template <class Event>
const Event* GuestCpu::Events<Event>::next() {
  if (batch.empty()) batch = source.next_batch();
  if (batch.empty()) return nullptr;
  const Event* event = &batch.front();
  batch = batch.subspan(1);
  return event;
}

template <class Event>
std::span<const Event> GuestCpu::Events<Event>::next_batch() {
  return batch.empty() ? source.next_batch() : std::exchange(batch, {});
}

template <class Replay, class Event>
void GuestCpu::replay_until_stopped(Replay& replay, Events<Event>& events) {
  for (auto batch = events.next_batch(); !batch.empty(); batch = events.next_batch()) {
    for (const Event& event : batch) {
      if (local_ >= deadline_) reach_deadline();
      if (misses_.any()) [[unlikely]] {
        const bool refused = misses_.any(OutstandingMisses::State::kRefused);
        if (refused || stop_requested_ || !is_access(event)) finish_misses();
      }
      if (stop_requested_) return;
      replay.handle(event);
      note(event);
    }
  }
  finish_misses();
  replay.finish();
}

bool GuestCpu::warm_up(HptPort& port, std::uint64_t accesses) {
  before_time_ = &port;
  deadline_ = kNever;
  const bool more = warmed_up_ < accesses && std::visit(
                                                 [this](auto& work) {
                                                   const auto* event = work.events.next();
                                                   if (event == nullptr) return false;
                                                   work.replay.handle(*event);
                                                   warmed_up_ += accesses_in(*event);
                                                   return true;
                                                 },
                                                 work_);
  if (!more) end_warm_up();
  return more;
}

void GuestCpu::end_warm_up() {
  before_time_ = nullptr;
  deadline_ = Cycles(0);
  local_ = Cycles(0);
  issued_ = 0;
  std::visit([](auto& work) { work.replay.restart_counters(); }, work_);
}

PmuCounters GuestCpu::pmu() const {
  PmuCounters counters;
  counters.run_cycles = stopped_at_;
  counters.snooped_tlbies = tlbies_received_;
  std::visit(
      [&counters](const auto& work) {
        counters.instruction = work.replay.thread().instruction_side();
        counters.data = work.replay.thread().data_side();
      },
      work_);
  counters.instruction.walk_cycles = instruction_walks_;
  counters.data.walk_cycles = data_walks_;
  if (data_) counters.data_lines = data_->counts();
  return counters;
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
  take_up_misses();
}

void GuestCpu::update_deadline() {
  deadline_ =
      std::min({horizon_, invalidations_.next_arrival(), stop_arrival_, misses_.next_arrival()});
}

// An access whose walk's result is taken up may wait for its data, so that time goes on.
void GuestCpu::reach_deadline() {
  do {
    if (local_ >= horizon_) move_horizon();
    apply_messages();
    update_deadline();
  } while (local_ >= deadline_);
}

void GuestCpu::move_horizon() {
  if (stepping_ == Stepping::kStepped) {
    synchronise();
    horizon_ = local_ + Cycles(1);
    return;
  }
  const auto next_activity = [this] {
    return clock_.cycle_of(sc_core::sc_time_stamp() +
                           sc_core::sc_time_to_pending_activity(sc_core::sc_get_curr_simcontext()));
  };
  // The result of a walk that goes on gets here a cycle after its end.
  const Cycles reach = misses_.any(OutstandingMisses::State::kWalks) ? Cycles(1) : reach_latency_;
  horizon_ = next_activity() + reach;
  if (local_ < horizon_) return;
  synchronise();
  horizon_ = next_activity() + reach;
}

void GuestCpu::synchronise() { clock_.wait_until(local_); }

void GuestCpu::settle() {
  if (local_ >= deadline_) reach_deadline();
}

// The callee lets the simulation catch up where others could act before the local time.
template <class TargetSocket>
void GuestCpu::call(CpuActivity why, TargetSocket& socket, tlm::tlm_generic_payload& payload) {
  activity_ = why;
  sc_core::sc_time delay = clock_.until(local_);
  socket->b_transport(payload, delay);
  local_ = clock_.cycle_of(sc_core::sc_time_stamp() + delay);
  activity_ = CpuActivity::computes;
}

WalkResult GuestCpu::walk(const WalkRequest& request) {
  if (before_time_ != nullptr) return table_walk(*before_time_, request);
  const Cycles asked = local_;
  walk_extension_.request = request;
  call(CpuActivity::waits_for_walk, walk_socket_, walk_payload_);
  note_walk(request.kind, walk_extension_, local_ - asked);
  return walk_extension_.result;
}

void GuestCpu::note_walk(AccessKind kind, const WalkExtension& walk, Cycles latency) {
  walk_latency_.add(latency);
  (kind == AccessKind::kFetch ? instruction_walks_ : data_walks_) += walk.walked;
  filled_began_ = walk.began;
}

void GuestCpu::reach_data(AccessKind kind, HostReal real, std::uint32_t bytes) {
  if (before_time_ != nullptr) return data_->warm_up(kind, real, bytes);
  // Of the accesses that are issued together the last one's own cycles are all of theirs.
  const Cycles own = issued_ == 0 ? access_cost_ : Cycles(0);
  const DataAccesses::Progress progress = data_->access({kind, real, bytes, own}, local_);
  local_ = progress.now;
  paid_ = std::min(paid_ + progress.paid, access_cost_);
}

StartedWalk GuestCpu::start_walk(const Access& access, const WalkRequest& request) {
  if (misses_.size() == 0 || access.kind == AccessKind::kFetch || before_time_ != nullptr) {
    return {};
  }
  const bool store = access.kind == AccessKind::kStore;
  if (store ? misses_.any() : misses_.full()) {
    ++misses_.counters.full;
    if (store || misses_.any(OutstandingMisses::State::kRefused)) {
      finish_misses();
    } else {
      wait_for_a_miss();
    }
    return {StartedWalk::Kind::kRetry};
  }
  const std::size_t slot = misses_.begin(access, request, local_);
  horizon_ = std::min(horizon_, local_ + Cycles(1));
  update_deadline();
  return {StartedWalk::Kind::kBegun, slot};
}

void GuestCpu::wait_for_a_miss() {
  if (misses_.next_arrival() == kNever) synchronise();
  while (misses_.next_arrival() == kNever) wait(misses_.ended());
  local_ = std::max(local_, misses_.next_arrival());
  reach_deadline();
}

void GuestCpu::take_up_misses() {
  for (;;) {
    const std::size_t slot = misses_.first_arrived(local_);
    if (slot == misses_.size()) return;
    const OutstandingMisses::Miss& miss = misses_[slot];
    note_walk(miss.access.kind, miss.walk, miss.arrival - miss.asked);
    const bool done = std::visit(
        [&](auto& work) {
          return work.replay.finish_access(slot, miss.access, miss.walk.request, miss.walk.result);
        },
        work_);
    events_.add(local_, static_cast<std::uint64_t>(miss.walk.result.status),
                miss.access.ea.value());
    if (done) {
      misses_.free(slot);
    } else {
      misses_.refuse(slot);
    }
  }
}

bool GuestCpu::finish_misses() {
  if (!misses_.any() || repeats_) return false;
  using enum OutstandingMisses::State;
  while (misses_.any(kWalks) || misses_.any(kEnded)) wait_for_a_miss();
  repeat_refused();
  return true;
}

void GuestCpu::repeat_refused() {
  repeats_ = true;
  for (std::size_t slot = misses_.first_refused(); slot != misses_.size();
       slot = misses_.first_refused()) {
    const Access access = misses_[slot].access;
    misses_.free(slot);
    ++misses_.counters.repeated;
    std::visit([&](auto& work) { work.replay.repeat_access(slot, access); }, work_);
  }
  repeats_ = false;
}

void GuestCpu::call_hypervisor() {
  call(CpuActivity::waits_for_hypervisor, hypervisor_socket_, hypervisor_payload_);
  settle();
}

StorageOutcome GuestCpu::storage_interrupt(const StorageInterrupt& interrupt) {
  if (before_time_ != nullptr) {
    return handle_storage_interrupt(*before_time_, partition_, interrupt);
  }
  finish_misses();
  local_ += interrupt_cost_;
  hypervisor_extension_.reason = HypervisorExtension::Reason::kStorageInterrupt;
  hypervisor_extension_.interrupt = interrupt;
  call_hypervisor();
  return hypervisor_extension_.outcome;
}

HcallResult GuestCpu::hcall(const HcallFrame& frame) {
  if (before_time_ != nullptr) return execute_hcall(*before_time_, partition_, frame);
  finish_misses();
  hypervisor_extension_.reason = HypervisorExtension::Reason::kHcall;
  hypervisor_extension_.frame = frame;
  call_hypervisor();
  return hypervisor_extension_.result;
}

}  // namespace htabsim
