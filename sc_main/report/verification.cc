// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/verification.h"

#include <fmt/format.h>

#include "htabsim/model/base/progress.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/guest/captured_replay.h"
#include "htabsim/model/guest/functional_machine.h"
#include "htabsim/model/hpt/table_compare.h"
#include "htabsim/tlm/migration/platform.h"
#include "sc_main/report/stuck_simulation.h"
#include "sc_main/setup/guest_setup.h"
#include "sc_main/setup/trace_events.h"

namespace htabsim {

namespace {

/// A whole replay: what it was held against its recording on the way, and how it ended.
struct Verification {
  ReplayReport report;
  TableComparison table;
  unsigned slb_different = 0;

  [[nodiscard]] std::uint64_t differences() const {
    return report.counters.differences() + table.different + slb_different;
  }
};

Verification verify_functional(const CapturedGuest& guest, const Config& config,
                               CapturedEvents& events, const HptImage& end) {
  Partition partition = make_partition(guest, config);
  HptImage image = load_table(guest, guest.hpt_start, partition, config);
  const MmuSizes sizes = mmu_sizes(config.mmu);
  Tlb tlb(sizes);
  ThreadMmu mmu(sizes, tlb);
  load_state(mmu, initial_state(guest, config));
  FunctionalMachine machine(mmu, image, partition);
  CapturedReplay<FunctionalMachine> replay(mmu, partition, machine);
  for (auto batch = events.next_batch(); !batch.empty(); batch = events.next_batch()) {
    for (const GuestEvent& event : batch) replay.handle(event);
  }
  replay.finish();
  return {replay.report(), compare_tables(end, image), slb_differences(guest, mmu.slb())};
}

Verification verify_timed(const CapturedGuest& guest, const Config& config, CapturedEvents& events,
                          const HptImage& end) {
  Partition partition = make_partition(guest, config);
  HptImage image = load_table(guest, guest.hpt_start, partition, config);
  const Sim sim(config);
  Platform platform("platform", sim,
                    {std::move(image),
                     std::move(partition),
                     {{RecordedWork{&events}, initial_state(guest, config)}}},
                    Job::kRun);
  if (platform.simulate() == SimulationEnd::kStuck) throw StuckSimulation(platform);
  const GuestCpu& cpu = platform.source().cpus().front();
  return {*cpu.work().report(), compare_tables(end, platform.source().table()),
          slb_differences(guest, cpu.thread.mmu().slb())};
}

std::string report_text(const Verification& verification) {
  const ReplayCounters& counters = verification.report.counters;
  TextTable table({{"checked"}, {"count", Align::kRight}, {"different", Align::kRight}});
  const auto row = [&](const char* what, std::uint64_t count, std::uint64_t different) {
    table.add_row({what, grouped(count), grouped(different)});
  };
  row("real addresses", counters.addresses_checked, counters.addresses_differ);
  row("faults", counters.faults_checked, counters.faults_differ);
  row("hcall results", counters.hcalls_checked, counters.hcalls_differ);
  row("entries of the end table", verification.table.entries, verification.table.different);
  row("SLB entries at the end", Slb::kEntries, verification.slb_different);
  std::string text = table.text();
  for (const std::string& difference : verification.report.differences()) {
    text += fmt::format("  {}\n", difference);
  }
  for (const EntryDifference& entry : verification.table.first) {
    text += fmt::format("  entry {}: expected {:016x} {:016x}, got {:016x} {:016x}\n",
                        grouped(entry.index.value()), entry.expected.v, entry.expected.r,
                        entry.actual.v, entry.actual.r);
  }
  text += fmt::format(
      "{} events; {} hcalls that are not modelled, {} lookaside hits, {} MPSS hits, {} other "
      "interrupts\n",
      grouped(counters.events), grouped(counters.hcalls_not_modelled),
      grouped(counters.lookaside_hits), grouped(counters.mpss_hits),
      grouped(counters.other_interrupts));
  return text + fmt::format("{} differences\n", grouped(verification.differences()));
}

}  // namespace

ExitCode verify_guest(const std::filesystem::path& folder, Timing timing, const Config& config,
                      std::FILE* out) {
  const CapturedGuest guest = open_captured_guest(folder);
  Progress progress(stderr);
  std::uint64_t given = 0;
  CapturedEvents events(LineReader(InputFile(guest.events)), [&](std::uint64_t count) {
    progress.update({given += count, 0, 0});
  });
  Partition partition = make_partition(guest, config);
  const HptImage end = load_table(guest, guest.hpt_end, partition, config);
  const Verification verification = timing == Timing::kTimed
                                        ? verify_timed(guest, config, events, end)
                                        : verify_functional(guest, config, events, end);
  events.rethrow_if_damaged();
  fmt::print(out, "{}", report_text(verification));
  return verification.differences() == 0 ? ExitCode::kSuccess : ExitCode::kRefuted;
}

}  // namespace htabsim
