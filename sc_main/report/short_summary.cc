// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/short_summary.h"

#include <fmt/format.h>

#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "sc_main/report/summary_line.h"
#include "sc_main/report/summary_parts.h"

namespace htabsim {

namespace {

/// What all processors did.
struct AllProcessors {
  std::uint64_t accesses = 0;  ///< each once: of a trace as many as that has
  std::uint64_t cycles = 0;
  std::uint64_t walks = 0;
  std::uint64_t walk_cycles = 0;
  ThreadCounters threads;
  HcallCounters hcalls;
};

AllProcessors all_of(const Host& host) {
  AllProcessors all;
  for (const GuestCpu* cpu : host.cpus()) {
    const ThreadCounters counters = cpu->counters();
    const std::uint64_t of_trace = cpu->trace_accesses();
    all.accesses += of_trace == 0 ? counters.accesses() : of_trace;
    all.cycles += cpu->run_cycles().value();
    all.walks += cpu->thread.walk_latency().count();
    all.walk_cycles += cpu->thread.walk_latency().total().value();
    add_members(all.threads, counters);
    add_members(all.hcalls, cpu->work().hcalls());
  }
  return all;
}

std::string counts_lines(const AllProcessors& all) {
  const ThreadCounters& c = all.threads;
  std::string text =
      summary_line("accesses", fmt::format("{}; in time {} loads, {} stores, {} fetched lines",
                                           grouped(all.accesses), grouped(c.loads),
                                           grouped(c.stores), grouped(c.fetches)));
  text +=
      summary_line("cycles per access", fmt::format("{:.2f}", quotient(all.cycles, c.accesses())));
  text += summary_line("hit rates",
                       fmt::format("I-ERAT {}, D-ERAT {}, TLB {}",
                                   percentage(c.fetch_attempts - c.ierat_misses, c.fetch_attempts),
                                   percentage(c.data_attempts - c.derat_misses, c.data_attempts),
                                   percentage(c.tlb_hits, c.tlb_hits + c.tlb_misses)));
  text += summary_line(
      "table walks",
      fmt::format("{}: {:.2f} per 1,000 accesses, {:.1f} cycles each, {} of the time",
                  grouped(all.walks), 1000 * quotient(all.walks, c.accesses()),
                  quotient(all.walk_cycles, all.walks), percentage(all.walk_cycles, all.cycles)));
  text += summary_line(
      "faults",
      fmt::format("{} storage, {} segment, {} of the hypervisor's", grouped(c.storage_interrupts),
                  grouped(c.segment_interrupts), grouped(c.hypervisor_storage_interrupts)));
  return text + summary_line("hcalls", counts_text(all.hcalls));
}

/// What was asked of a guest and checked.
std::string work_lines(const RunResult& result, const Guest& guest) {
  std::string text;
  for (const GuestCpu& cpu : guest.cpus()) {
    const GuestWork& work = cpu.work();
    if (work.resize() != nullptr) {
      text += summary_line("resizing of the table",
                           resize_text(*work.resize(), result.platform.clock()));
    }
    if (work.report() != nullptr) {
      text += replay_text(*work.report(), name_of_differences(result, guest));
    }
  }
  return text;
}

std::string races_line(const RaceCounters& races) {
  std::uint64_t kinds = 0;
  std::uint64_t sum = 0;
  for_each_member(races, [&](std::string_view, std::uint64_t count) {
    kinds += count == 0 ? 0 : 1;
    sum += count;
  });
  if (sum == 0) return summary_line("races met", "none");
  return summary_line("races met", fmt::format("{} of {}", grouped(sum), counted(kinds, "kind")));
}

}  // namespace

std::string short_summary(const RunResult& result) {
  Host& source = result.platform.source();
  std::string text = guests_text(source, result.platform.clock());
  if (!source.cpus().empty()) text += counts_lines(all_of(source));
  for (const Guest& guest : source.guests()) text += work_lines(result, guest);
  return text + agents_text(source) + races_line(result.races());
}

}  // namespace htabsim
