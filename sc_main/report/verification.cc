// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/verification.h"

#include <functional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/progress.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/guest/replay_report.h"
#include "htabsim/model/hpt/table_compare.h"
#include "htabsim/tlm/migration/platform.h"
#include "sc_main/report/stuck_simulation.h"
#include "sc_main/setup/functional_guest.h"
#include "sc_main/setup/guest_setup.h"
#include "sc_main/setup/recording.h"

namespace htabsim {

namespace {

/// What a replay of one of the guest's processors was held against.
struct VcpuVerification {
  ReplayReport report;
  unsigned slb_different = 0;
};

/// A whole replay: what it was held against its recording on the way, and how it ended.
struct Verification {
  std::vector<VcpuVerification> vcpus;
  TableComparison table;

  [[nodiscard]] std::uint64_t sum(std::uint64_t ReplayCounters::*counter) const {
    std::uint64_t sum = 0;
    for (const VcpuVerification& vcpu : vcpus) sum += vcpu.report.counters.*counter;
    return sum;
  }
  [[nodiscard]] std::uint64_t slb_different() const {
    std::uint64_t sum = 0;
    for (const VcpuVerification& vcpu : vcpus) sum += vcpu.slb_different;
    return sum;
  }
  [[nodiscard]] std::uint64_t differences() const {
    return sum(&ReplayCounters::addresses_differ) + sum(&ReplayCounters::faults_differ) +
           sum(&ReplayCounters::hcalls_differ) + table.different + slb_different();
  }
};

/// Where events are read, for a line of progress.
BatchListener progress_of(Progress& progress) {
  return [&progress, read = std::uint64_t{0}](std::uint64_t count) mutable {
    progress.update({read += count, {}, {}});
    return Wanted::kMore;
  };
}

Verification verify_functional(const CapturedGuest& guest, const VerificationRequest& request,
                               const HptImage& end) {
  Progress progress(stderr);
  CapturedEvents events(guest, progress_of(progress));
  FunctionalGuest functional(guest, request.config, request.defect);
  functional.replay(events);
  events.rethrow_if_damaged();
  Verification verification{{}, compare_tables(end, functional.table())};
  for (std::size_t vcpu = 0; vcpu < guest.vcpus.size(); ++vcpu) {
    verification.vcpus.push_back(
        {functional.report(vcpu), slb_differences(guest.vcpus[vcpu], functional.slb(vcpu))});
  }
  return verification;
}

Verification verify_timed(const CapturedGuest& guest, const VerificationRequest& request,
                          const HptImage& end) {
  Progress progress(stderr);
  Recording recording(guest, ReplayOrder::recorded, progress_of(progress));
  Partition partition = guest_partition(request.config, GuestReal(guest.size.ram_bytes));
  partition.defect = request.defect;
  HptImage image = load_table(guest, guest.hpt_start, partition, request.config);
  const Sim sim(request.config);
  Platform platform(
      "platform", sim,
      MachineSetup{std::move(image), std::move(partition), recording.vcpus(request.config)},
      Job::kRun);
  const SimulationEnd how = platform.simulate();
  recording.rethrow_if_damaged();
  if (how == SimulationEnd::kStuck) throw StuckSimulation(platform);
  Verification verification{{}, compare_tables(end, platform.source().guest().image())};
  std::size_t vcpu = 0;
  for (const GuestCpu& cpu : platform.source().guest().cpus()) {
    verification.vcpus.push_back(
        {*cpu.work().report(), slb_differences(guest.vcpus[vcpu++], cpu.thread.mmu().slb())});
  }
  return verification;
}

/// The first differences of each processor, named if there are several.
std::string differences_text(const Verification& verification) {
  std::string text;
  for (std::size_t vcpu = 0; vcpu < verification.vcpus.size(); ++vcpu) {
    const std::string who =
        verification.vcpus.size() == 1 ? "" : fmt::format("processor {}, ", vcpu);
    for (const std::string& difference : verification.vcpus[vcpu].report.differences()) {
      text += fmt::format("  {}{}\n", who, difference);
    }
  }
  return text;
}

std::string report_text(const Verification& verification) {
  using Counters = ReplayCounters;
  TextTable table({{"checked"}, {"count", Align::kRight}, {"different", Align::kRight}});
  const auto row = [&](const char* what, std::uint64_t count, std::uint64_t different) {
    table.add_row({what, grouped(count), grouped(different)});
  };
  const auto sum = [&](std::uint64_t Counters::*counter) { return verification.sum(counter); };
  row("real addresses", sum(&Counters::addresses_checked), sum(&Counters::addresses_differ));
  row("faults", sum(&Counters::faults_checked), sum(&Counters::faults_differ));
  row("hcall results", sum(&Counters::hcalls_checked), sum(&Counters::hcalls_differ));
  row("entries of the end table", verification.table.entries, verification.table.different);
  row("SLB entries at the end", Slb::kEntries * verification.vcpus.size(),
      verification.slb_different());
  std::string text = table.text() + differences_text(verification);
  for (const EntryDifference& entry : verification.table.first) {
    text += fmt::format("  entry {}: expected {:016x} {:016x}, got {:016x} {:016x}\n",
                        grouped(entry.index.value()), entry.expected.v, entry.expected.r,
                        entry.actual.v, entry.actual.r);
  }
  text += fmt::format(
      "{} events of {} processor{}; {} hcalls that are not modelled, {} lookaside hits, {} MPSS "
      "hits, {} other interrupts\n",
      grouped(sum(&Counters::events)), verification.vcpus.size(),
      verification.vcpus.size() == 1 ? "" : "s", grouped(sum(&Counters::hcalls_not_modelled)),
      grouped(sum(&Counters::lookaside_hits)), grouped(sum(&Counters::mpss_hits)),
      grouped(sum(&Counters::other_interrupts)));
  return text + fmt::format("{} differences\n", grouped(verification.differences()));
}

}  // namespace

ExitCode verify_guest(const VerificationRequest& request, std::FILE* out) {
  const CapturedGuest guest = open_captured_guest(request.guest);
  Partition partition = guest_partition(request.config, GuestReal(guest.size.ram_bytes));
  const HptImage end = load_table(guest, guest.hpt_end, partition, request.config);
  const Verification verification = request.timing == Timing::kTimed
                                        ? verify_timed(guest, request, end)
                                        : verify_functional(guest, request, end);
  fmt::print(out, "{}", report_text(verification));
  return verification.differences() == 0 ? ExitCode::kSuccess : ExitCode::kRefuted;
}

}  // namespace htabsim
