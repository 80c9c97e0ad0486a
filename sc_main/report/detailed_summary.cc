// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/detailed_summary.h"

#include <cctype>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/guest/guest_os_counters.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "sc_main/report/part_reports.h"
#include "sc_main/report/pmu_report.h"
#include "sc_main/report/race_table.h"
#include "sc_main/report/summary_line.h"
#include "sc_main/report/summary_parts.h"

namespace htabsim {

namespace {

std::string tlbies_text(const TimedThread& thread) {
  const std::uint64_t others = thread.tlbies_of_other_guests();
  return grouped(thread.tlbies_received()) +
         (others == 0 ? "" : fmt::format(", {} of them of other guests", grouped(others)));
}

std::string accesses_text(const GuestCpu& cpu) {
  const ThreadCounters c = cpu.counters();
  const std::string kinds = fmt::format("{} loads, {} stores, {} fetched lines", grouped(c.loads),
                                        grouped(c.stores), grouped(c.fetches));
  const std::string all =
      cpu.trace_accesses() == 0
          ? fmt::format("{} ({})", grouped(c.accesses()), kinds)
          : fmt::format("{} of the trace (in time {})", grouped(cpu.trace_accesses()), kinds);
  return fmt::format("{} in {} attempts", all, grouped(c.attempts()));
}

std::string cpu_text(const GuestCpu& cpu, const RunResult& result, const Guest& guest) {
  const ThreadCounters c = cpu.counters();
  std::string text = cpu.title() + "\n\n";
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  text += summary_line("accesses", accesses_text(cpu));
  text += summary_line("I-ERAT hit rate",
                       percentage(c.fetch_attempts - c.ierat_misses, c.fetch_attempts));
  text += summary_line("D-ERAT hit rate",
                       percentage(c.data_attempts - c.derat_misses, c.data_attempts));
  text += summary_line("TLB hit rate", percentage(c.tlb_hits, c.tlb_hits + c.tlb_misses));
  text += summary_line(
      "table walks",
      fmt::format("{} primary, {} secondary, {} found nothing, {} denied", grouped(c.walks_primary),
                  grouped(c.walks_secondary), grouped(c.walks_not_found), grouped(c.walks_denied)));
  text += summary_line("R and C set", fmt::format("{} R, {} C", grouped(c.reference_updates),
                                                  grouped(c.change_updates)));
  text += summary_line("faults of the guest",
                       fmt::format("{} storage, {} segment", grouped(c.storage_interrupts),
                                   grouped(c.segment_interrupts)));
  text += summary_line("hypervisor's interrupts",
                       fmt::format("{} storage", grouped(c.hypervisor_storage_interrupts)));
  text += summary_line("hcalls", counts_text(cpu.work().hcalls()));
  if (cpu.work().resize() != nullptr) {
    text += summary_line("resizing of the table",
                         resize_text(*cpu.work().resize(), result.platform.clock()));
  }
  text += summary_line("tlbies received", tlbies_text(cpu.thread));
  if (const auto os = cpu.work().os_counters()) {
    text += summary_line("guest's kernel", counts_text(*os));
  }
  if (cpu.work().report() != nullptr) {
    text += replay_text(*cpu.work().report(), name_of_differences(result, guest));
  }
  return text;
}

/// Threads that share processors, if there are any.
std::string threads_text(const Guest& guest, const Clock& clock) {
  TextTable table({{"thread"},
                   {"processor"},
                   {"accesses", Align::kRight},
                   {"time (us)", Align::kRight},
                   {"switches to it", Align::kRight}});
  bool any = false;
  for (const GuestCpu& cpu : guest.cpus()) {
    for (const ThreadShare& share : cpu.work().threads()) {
      any = true;
      table.add_row({fmt::format("thread {}", share.number), cpu.title(), grouped(share.accesses),
                     fmt::format("{:.1f}", microseconds(share.cycles, clock)),
                     grouped(share.switches)});
    }
  }
  return any ? table.text() + "\n" : "";
}

/// What table walks cost each processor, and what makes them: misses of small caches, or a table
/// that is so full that PTEGs overflow.
std::string translation_text(const std::vector<const GuestCpu*>& cpus) {
  TextTable table({{"translation"},
                   {"walks per 1,000 accesses", Align::kRight},
                   {"cycles each", Align::kRight},
                   {"of the time", Align::kRight},
                   {"I-ERAT misses", Align::kRight},
                   {"D-ERAT misses", Align::kRight},
                   {"TLB misses", Align::kRight},
                   {"found secondary", Align::kRight},
                   {"full PTEGs", Align::kRight}});
  for (const GuestCpu* cpu : cpus) {
    const ThreadCounters c = cpu->counters();
    const LatencyHistogram& walks = cpu->thread.walk_latency();
    table.add_row(
        {cpu->title(), fmt::format("{:.2f}", 1000 * quotient(walks.count(), c.accesses())),
         fmt::format("{:.1f}", quotient(walks.total().value(), walks.count())),
         percentage(walks.total().value(), cpu->run_cycles().value()),
         percentage(c.ierat_misses, c.fetch_attempts), percentage(c.derat_misses, c.data_attempts),
         percentage(c.tlb_misses, c.tlb_hits + c.tlb_misses),
         percentage(c.walks_secondary, c.walks_primary + c.walks_secondary),
         percentage(cpu->work().hcalls().pteg_full, cpu->work().hcalls().enter)});
  }
  return table.text();
}

/// What became of the requests for walks, and where the PTEGs were that they looked at.
std::string walkers_text(const std::deque<Core>& cores) {
  using enum LineSource;
  TextTable table({{"table walkers"},
                   {"walks", Align::kRight},
                   {"joined another", Align::kRight},
                   {"waited", Align::kRight},
                   {"cycles each", Align::kRight},
                   {"PTEGs", Align::kRight},
                   {"from L2", Align::kRight},
                   {"L3", Align::kRight},
                   {"another core", Align::kRight},
                   {"memory", Align::kRight}});
  std::size_t number = 0;
  for (const Core& core : cores) {
    const WalkerCounters& c = core.walkers.counters();
    const LineSourceCounts sources = core.walkers.pteg_sources();
    const auto from = [&sources](LineSource source) {
      return sources[static_cast<std::size_t>(source)];
    };
    const std::uint64_t all = total(sources);
    const std::uint64_t others = all - from(l2) - from(l3) - from(memory);
    table.add_row({fmt::format("core {}", number++), grouped(c.walks), grouped(c.merged),
                   grouped(c.walker_waits),
                   fmt::format("{:.1f}", quotient(c.waited_cycles, c.walker_waits)), grouped(all),
                   percentage(from(l2), all), percentage(from(l3), all), percentage(others, all),
                   percentage(from(memory), all)});
  }
  return table.text();
}

/// Where the lines of the programs' own loads were, if that is modelled.
std::string data_text(const std::vector<const GuestCpu*>& cpus) {
  using enum LineSource;
  TextTable table({{"data"},
                   {"cycles per access", Align::kRight},
                   {"loaded lines", Align::kRight},
                   {"from L1", Align::kRight},
                   {"L2", Align::kRight},
                   {"L3", Align::kRight},
                   {"another core", Align::kRight},
                   {"memory", Align::kRight}});
  for (const GuestCpu* cpu : cpus) {
    const PmuCounters pmu = cpu->pmu();
    if (!pmu.data_lines) return "";
    const LineSourceCounts& loads = pmu.data_lines->loads;
    const auto from = [&loads](LineSource source) {
      return loads[static_cast<std::size_t>(source)];
    };
    const std::uint64_t all = total(loads);
    const std::uint64_t near = from(l1) + from(l2) + from(l3);
    const ThreadCounters c = cpu->counters();
    table.add_row({cpu->title(),
                   fmt::format("{:.2f}", quotient(cpu->run_cycles().value(), c.accesses())),
                   grouped(all), percentage(from(l1), all), percentage(from(l2), all),
                   percentage(from(l3), all), percentage(all - near - from(memory), all),
                   percentage(from(memory), all)});
  }
  return table.text() + "\n";
}

std::string latencies_text(Platform& platform) {
  TextTable table({{"latency (cycles)"},
                   {"count", Align::kRight},
                   {"mean", Align::kRight},
                   {"50 %", Align::kRight},
                   {"90 %", Align::kRight},
                   {"99 %", Align::kRight},
                   {"longest", Align::kRight}});
  for (const auto& [title, histogram] : latencies_of(platform)) {
    const LatencyHistogram& latency = *histogram;
    if (latency.count() == 0) continue;
    table.add_row({title, grouped(latency.count()),
                   fmt::format("{:.1f}", quotient(latency.total().value(), latency.count())),
                   grouped(latency.percentile(50).value()), grouped(latency.percentile(90).value()),
                   grouped(latency.percentile(99).value()), grouped(latency.maximum().value())});
  }
  return table.text();
}

}  // namespace

std::string detailed_summary(const RunResult& result) {
  Platform& platform = result.platform;
  const Clock& clock = platform.clock();
  const Config& config = result.request.config;
  std::string text = guests_text(platform.source(), clock);
  for (const Guest& guest : platform.source().guests()) {
    for (const GuestCpu& cpu : guest.cpus()) text += cpu_text(cpu, result, guest) + "\n";
    text += threads_text(guest, clock);
  }
  text += translation_text(platform.source().cpus()) + "\n";
  text += walkers_text(platform.source().cores()) + "\n";
  text += data_text(platform.source().cpus());
  text += latencies_text(platform) + "\n";
  if (config.cpu.pmu_events != PmuNames::none) {
    text += pmu_text(platform.source(), config) + "\n";
  }
  const std::string agents = agents_text(platform.source());
  if (!agents.empty()) text += agents + "\n";
  return text + race_table(result.races());
}

}  // namespace htabsim
