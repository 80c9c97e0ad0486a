// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/guest_machine.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "htabsim/tlm/memory/warm_up_port.h"

namespace htabsim {

namespace {

/// The places of a machine's processors among its cores and among the initiators on its memory:
/// each processor's software and its table walks, in turn - the one it waits for, then those that
/// go on beside it. After the guest's cores come two of the host: one for the HTAB descriptor's
/// caller, one for the host's own agents.
class Places {
 public:
  Places(std::size_t cpus, const Config& config)
      : cpus_(cpus), threads_(config.cpu.threads_per_core) {
    if (config.cpu.outstanding_misses > 1) walks_ += config.cpu.outstanding_misses;
  }

  [[nodiscard]] unsigned cores() const {
    return static_cast<unsigned>((cpus_ + threads_ - 1) / threads_);
  }
  [[nodiscard]] std::size_t core_of(std::size_t cpu) const { return cpu / threads_; }
  [[nodiscard]] unsigned thread_of(std::size_t cpu) const {
    return static_cast<unsigned>(cpu % threads_);
  }
  [[nodiscard]] unsigned threads(std::size_t core) const {
    return static_cast<unsigned>(std::min(threads_, cpus_ - core * threads_));
  }
  [[nodiscard]] std::size_t first_walk_of(std::size_t cpu) const { return thread_of(cpu) * walks_; }
  [[nodiscard]] std::vector<Initiator> processors() const {
    std::vector<Initiator> processors;
    for (std::size_t cpu = 0; cpu < cpus_; ++cpu) processors.push_back(initiator(cpu, 0));
    return processors;
  }
  [[nodiscard]] std::vector<Initiator> walks(std::size_t core) const {
    std::vector<Initiator> walks;
    for (std::size_t i = 0; i < threads(core); ++i) {
      for (std::size_t walk = 0; walk < walks_; ++walk) {
        walks.push_back(initiator(core * threads_ + i, 1 + walk));
      }
    }
    return walks;
  }
  [[nodiscard]] Initiator htab_fd() const {
    return {GuestMachine::kHtabFdInitiator, CoreId(static_cast<std::uint16_t>(cores()))};
  }
  [[nodiscard]] CoreId host_agents() const {
    return CoreId(static_cast<std::uint16_t>(cores() + 1));
  }
  [[nodiscard]] std::size_t per_processor() const { return 1 + walks_; }
  /// Of sockets: the processors', each with one more for its data, the HTAB descriptor's and those
  /// of the host's agents.
  [[nodiscard]] unsigned initiators() const {
    return static_cast<unsigned>((per_processor() + 1) * cpus_ + 3);
  }

 private:
  [[nodiscard]] Initiator initiator(std::size_t cpu, std::size_t which) const {
    return {InitiatorId(static_cast<std::uint16_t>(per_processor() * cpu + which)),
            CoreId(static_cast<std::uint16_t>(core_of(cpu)))};
  }

  std::size_t cpus_;
  std::size_t threads_;
  std::size_t walks_ = 1;  // of a processor
};

}  // namespace

GuestMachine::GuestMachine(const sc_core::sc_module_name& name, MachineSetup setup,
                           const Clock& clock, const Config& config, Stepping stepping)
    : sc_module(name),
      clock_(clock),
      stop_latency_(config.tlbie.broadcast_cycles),
      initiators_per_cpu_(Places(1, config).per_processor()),
      partition_(std::move(setup.partition)),
      memory_("memory", std::move(setup.image), Places(setup.vcpus.size(), config).initiators(),
              Places(setup.vcpus.size(), config).cores() + 2, clock, config.memory),
      fabric_("fabric", Places(setup.vcpus.size(), config).initiators(), clock, config.tlbie),
      hypervisor_("hypervisor", Places(setup.vcpus.size(), config).processors(), partition_,
                  memory_, fabric_, clock, config, stepping),
      htab_fd_("htab_fd", Places(setup.vcpus.size(), config).htab_fd(), partition_, memory_,
               fabric_, clock, config, stepping) {
  fabric_.inject(partition_.defect);
  const Places places(setup.vcpus.size(), config);
  processors_ = places.processors();
  for (std::size_t i = 0; i < places.cores(); ++i) {
    cores_.emplace_back(("core" + std::to_string(i)).c_str(), places.threads(i), places.walks(i),
                        memory_, fabric_, clock, config.mmu, stepping);
  }
  for (std::size_t i = 0; i < setup.vcpus.size(); ++i) {
    const GuestCpuPlace place{cores_[places.core_of(i)],
                              places.thread_of(i),
                              places.first_walk_of(i),
                              processors_[i],
                              memory_,
                              fabric_,
                              hypervisor_.socket(i)};
    cpus_.emplace_back(("cpu" + std::to_string(i)).c_str(), place, partition_, setup.vcpus[i],
                       clock, config, stepping);
  }
  if (!cpus_.empty()) add_host_agents(clock, config, stepping);
}

void GuestMachine::add_host_agents(const Clock& clock, const Config& config, Stepping stepping) {
  const CoreId core = Places(cpus_.size(), config).host_agents();
  HostAgentPlace place{{kPagerInitiator, core}, partition_, memory_, fabric_, cpus_};
  if (config.host_memory.unmap_interval_us != 0) {
    pager_.emplace("pager", place, clock, config, stepping);
  }
  place.initiator.id = kDirtyLoggerInitiator;
  if (config.host_memory.dirty_log_interval_us != 0) {
    dirty_logger_.emplace("dirty_logger", place, clock, config, stepping);
  }
}

void GuestMachine::warm_up(std::uint64_t accesses) {
  const auto invalidate = [this](TlbieRb rb) {
    const auto target = decode_tlbie(rb);
    if (!target) return;
    for (Core& core : cores_) core.tlb().invalidate(*target);
    for (GuestCpu& cpu : cpus_) cpu.invalidate_erats(*target);
  };
  std::deque<WarmUpPort> ports;
  for (const Initiator& processor : processors_) {
    ports.emplace_back(memory_, processor.core, invalidate);
  }
  std::vector<std::size_t> warming(cpus_.size());
  std::iota(warming.begin(), warming.end(), std::size_t{0});
  while (!warming.empty()) {
    std::erase_if(warming, [&](std::size_t i) { return !cpus_[i].warm_up(ports[i], accesses); });
  }
}

MachineAgent GuestMachine::agent(InitiatorId initiator) const {
  if (initiator == kHtabFdInitiator) return {AgentKind::htab_descriptor};
  if (initiator == kPagerInitiator) return {AgentKind::pager};
  if (initiator == kDirtyLoggerInitiator) return {AgentKind::dirty_log};
  const auto number = static_cast<std::size_t>(initiator);
  const bool software = number % initiators_per_cpu_ == 0;
  return {software ? AgentKind::processor : AgentKind::walk, number / initiators_per_cpu_};
}

void GuestMachine::stop_guest() {
  for (GuestCpu& cpu : cpus_) cpu.post_stop(clock_.now() + stop_latency_);
  for (const GuestCpu& cpu : cpus_) {
    while (!cpu.stopped()) wait(cpu.stopped_event());
  }
  if (pager_) pager_->wait_until_done();
  if (dirty_logger_) dirty_logger_->wait_until_done();
}

RaceCounters GuestMachine::races() const {
  RaceCounters sum = hypervisor_.races();
  sum += htab_fd_.races();
  if (pager_) sum += pager_->races();
  if (dirty_logger_) sum += dirty_logger_->races();
  sum.walk_met_locked_entry = memory_.counters().lines_with_locked_entry;
  sum.walk_entry_changed = memory_.counters().rc_writes_to_changed_entry;
  sum.same_cycle_requests = memory_.counters().cycles_with_several_requests;
  sum.tlbsync_behind_walk = fabric_.counters().syncs_behind_walks;
  return sum;
}

}  // namespace htabsim
