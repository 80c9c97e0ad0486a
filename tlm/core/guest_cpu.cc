// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/guest_cpu.h"

#include <fmt/format.h>

#include "htabsim/model/base/state_archive.h"
#include "htabsim/model/guest/guest_os_counters.h"
#include "htabsim/model/guest/guest_resize.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "htabsim/model/guest/replay_report.h"
#include "htabsim/tlm/kit/cycle_queue.h"

namespace htabsim {

GuestCpu::GuestCpu(const sc_core::sc_module_name& name, const Sim& sim, const GuestCpuPlace& place,
                   Partition& partition, const GuestTable& table, SharedTlb& tlb,
                   const VcpuSetup& setup)
    : Part(name, sim),
      thread(sim, place.thread, partition, tlb),
      snoops(
          "snoops",
          [this](Cycles arrival, const TlbieTarget& target) { thread.post(arrival, target); },
          [](Cycles) { /* its walks are its core's */ }),
      number_(place.number),
      title_(place.title),
      partition_(partition),
      work_(make_guest_work(setup, partition, table.image.geometry(), thread)),
      meter_(thread, *work_),
      intervals_(thread, *work_, sim.interval) {
  if (const auto* program = std::get_if<ProgramWork>(&setup.work)) {
    program->source->observe_stretches(meter_);
  }
  thread.take_misses(*work_);
  if (sim.timeline != nullptr) {
    const TimelineTrack track(sim, this->name(), title_);
    thread.show_on(track, TimelineTrack(sim, this->name(), title_ + ": guest's locks"));
  }
  thread.measure(intervals_);
  load_state(thread.mmu(), setup.state);
  PartitionRegisters registers = thread.mmu().registers();
  registers.lpid = table.lpid;
  thread.mmu().set_registers(registers);
  ++partition.running_vcpus;
  run_thread("run", [this] { run(); });
}

GuestCpu::~GuestCpu() = default;

void GuestCpu::run() {
  end_.run([this] {
    for (;;) {
      work_->run();
      thread.come_to_rest();
      stand_still();
      if (work_->over()) return;
      wait(resumed_event_);
      go_on();
    }
  });
}

// HTAB descriptors' writes look at the number of running processors, too.
void GuestCpu::stand_still() {
  change_between_cycles(clock(), [this] {
    --partition_.running_vcpus;
    thread.stop();
    stopped_at_ = thread.now();
  });
  stopped_event_.notify();
}

void GuestCpu::go_on() {
  change_between_cycles(clock(), [this] {
    ++partition_.running_vcpus;
    thread.resume();
  });
  thread.catch_up();
  stood_still_ += thread.now() - stopped_at_;
}

bool GuestCpu::warm_up(WarmUpPort& port, std::uint64_t accesses) {
  if (over()) return false;
  thread.begin_warm_up(port);
  if (work_->is_between_samples() || (warmed_up_ < accesses && !work_->warm_up_over())) {
    if (!work_->has_turn()) return true;
    if (const auto handled = work_->handle_next()) {
      warmed_up_ += *handled;
      return true;
    }
  }
  thread.end_warm_up();
  work_->end_warm_up();
  return false;
}

void GuestCpu::save(StateWriter& to) {
  to& thread.mmu();
  work_->save(to);
}

void GuestCpu::load(StateReader& from) {
  from& thread.mmu();
  work_->load(from);
}

PmuCounters GuestCpu::pmu() const {
  PmuCounters counters;
  counters.run_cycles = run_cycles();
  counters.snooped_tlbies = thread.tlbies_received();
  counters.instruction = work_->instruction_side();
  counters.data = work_->data_side();
  counters.instruction.walk_cycles = thread.instruction_walks();
  counters.data.walk_cycles = thread.data_walks();
  if (thread.data) counters.data_lines = thread.data->counts();
  return counters;
}

void GuestCpu::report(Report& report) const {
  const ThreadCounters c = counters();
  report.cache("ierat", {c.fetch_attempts, c.ierat_misses});
  report.cache("derat", {c.data_attempts, c.derat_misses});
  report.cache("tlb", {c.tlb_hits + c.tlb_misses, c.tlb_misses});
  report.counters("thread", c);
  report.counters("hcalls", work_->hcalls());
  report.count("", "tlbies_received", thread.tlbies_received());
  report.count("", "tlbies_of_other_guests", thread.tlbies_of_other_guests());
  report.count("", "stopped_at_cycle", stopped_at_.value());
  report.latency("walk_latency", "table walk, " + title(), thread.walk_latency());
  if (work_->report() != nullptr) report.counters("replay", work_->report()->counters);
  if (work_->resize() != nullptr) report.counters("resize", *work_->resize());
  if (const auto os = work_->os_counters()) report.counters("guest_os", *os);
  for (const ThreadShare& share : work_->threads()) {
    report.counters(fmt::format("thread{}", share.number), share);
  }
}

PartState GuestCpu::state() const {
  const ThreadCounters c = counters();
  return described_state(GuestCpuState{thread.activity(), thread.now().value(), c.accesses(),
                                       thread.misses.taken(), end_.why_not()});
}

}  // namespace htabsim
