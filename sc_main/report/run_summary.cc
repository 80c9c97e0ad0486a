// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/run_summary.h"

#include <cctype>
#include <functional>
#include <numeric>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/guest/guest_os_counters.h"
#include "htabsim/model/guest/guest_resize.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/hcall_counters.h"
#include "htabsim/model/guest/replay_report.h"
#include "sc_main/report/migration_summary.h"
#include "sc_main/report/part_reports.h"
#include "sc_main/report/pmu_report.h"
#include "sc_main/report/race_table.h"
#include "sc_main/report/sampled_figures.h"
#include "sc_main/report/summary_line.h"

namespace htabsim {

namespace {

/// The counts that are not 0, each with its name.
template <class Counters>
std::string counts_text(const Counters& counters) {
  std::string text;
  for_each_member(counters, [&](std::string_view what, std::uint64_t count) {
    if (count != 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), what);
  });
  return text.empty() ? "none" : text;
}

/// How a recording compares; `different` is what to call what is different.
std::string replay_text(const ReplayReport& report, std::string_view different) {
  const ReplayCounters& replay = report.counters;
  std::string text = summary_line(
      "replay", fmt::format("{} events; {} addresses, {} faults, {} hcalls checked: {} {}",
                            grouped(replay.events), grouped(replay.addresses_checked),
                            grouped(replay.faults_checked), grouped(replay.hcalls_checked),
                            grouped(replay.differences()), different));
  for (const std::string& difference : report.differences()) text += "  " + difference + "\n";
  return text;
}

/// What has become of a guest's wish for another table.
std::string resize_text(const GuestResizeCounters& resize, const Clock& clock) {
  const std::string calls =
      fmt::format("after {} to prepare it", counted(resize.prepare_calls, "call"));
  if (resize.committed != 0) {
    return fmt::format("committed at cycle {} {}, in {}", grouped(resize.commit_begin_cycle), calls,
                       time_text(resize.commit_cycles, clock));
  }
  if (resize.refused != 0) return "refused " + calls;
  return resize.prepare_calls == 0 ? "the guest ended before its time"
                                   : "the guest ended before it was ready, " + calls;
}

std::string tlbies_text(const TimedThread& thread) {
  const std::uint64_t others = thread.tlbies_of_other_guests();
  return grouped(thread.tlbies_received()) +
         (others == 0 ? "" : fmt::format(", {} of them of other guests", grouped(others)));
}

std::string cpu_text(const GuestCpu& cpu, std::string_view different, const Clock& clock) {
  const ThreadCounters c = cpu.counters();
  std::string text = cpu.title() + "\n\n";
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  text += summary_line("accesses",
                       fmt::format("{} ({} loads, {} stores, {} fetched lines) in {} attempts",
                                   grouped(c.accesses()), grouped(c.loads), grouped(c.stores),
                                   grouped(c.fetches), grouped(c.attempts())));
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
    text += summary_line("resizing of the table", resize_text(*cpu.work().resize(), clock));
  }
  text += summary_line("tlbies received", tlbies_text(cpu.thread));
  if (const auto os = cpu.work().os_counters()) {
    text += summary_line("guest's kernel", counts_text(*os));
  }
  if (cpu.work().report() != nullptr) {
    text += replay_text(*cpu.work().report(), different);
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

/// Several guests beside each other.
std::string guests_text(const Host& host, const Clock& clock) {
  if (host.guests().size() == 1) return {};
  TextTable table({{"guest"},
                   {"LPID", Align::kRight},
                   {"processors", Align::kRight},
                   {"table (bytes)", Align::kRight},
                   {"accesses", Align::kRight},
                   {"ran (us)", Align::kRight},
                   {"walks", Align::kRight},
                   {"cycles each", Align::kRight},
                   {"tlbies of others", Align::kRight}});
  for (const Guest& guest : host.guests()) {
    const auto sum = [&guest](auto count) {
      return std::transform_reduce(guest.cpus().begin(), guest.cpus().end(), std::uint64_t{0},
                                   std::plus(), count);
    };
    const std::uint64_t walks =
        sum([](const GuestCpu& cpu) { return cpu.thread.walk_latency().count(); });
    const std::uint64_t cycles =
        sum([](const GuestCpu& cpu) { return cpu.thread.walk_latency().total().value(); });
    table.add_row(
        {host.places().name_of(static_cast<std::size_t>(guest.lpid())),
         grouped(static_cast<std::uint64_t>(guest.lpid())), grouped(guest.cpus().size()),
         fmt::format("2^{}", guest.image().geometry().order()),
         grouped(sum([](const GuestCpu& cpu) { return cpu.counters().accesses(); })),
         fmt::format("{:.1f}", microseconds(guest.ran_until().value(), clock)), grouped(walks),
         fmt::format("{:.1f}", quotient(cycles, walks)),
         grouped(sum([](const GuestCpu& cpu) { return cpu.thread.tlbies_of_other_guests(); }))});
  }
  return table.text() + "\n";
}

/// What to call it if a guest does not do what was recorded of it.
std::string_view name_of_differences(const RunResult& result, const Guest& guest) {
  if (result.replay_can_be_exact(guest)) return "differences";
  return RunResult::has_resized(guest) ? "differences, as the table is not the recorded one"
                                       : "races with processors that go on in another order";
}

/// What the host did to the guests' pages, if anything.
std::string agents_text(Host& host) {
  std::string text;
  for (const HostAgent* agent : parts_of<HostAgent>(host)) {
    text += summary_line("host's " + agent->title() + of_guest(*agent), counts_of(*agent));
  }
  return text.empty() ? text : text + "\n";
}

}  // namespace

std::string run_summary(const RunResult& result) {
  Platform& platform = result.platform;
  const Clock& clock = platform.clock();
  const Config& config = result.request.config;
  std::string text;
  text += guests_text(platform.source(), clock);
  for (const Guest& guest : platform.source().guests()) {
    const std::string_view different = name_of_differences(result, guest);
    for (const GuestCpu& cpu : guest.cpus()) text += cpu_text(cpu, different, clock) + "\n";
    text += threads_text(guest, clock);
  }
  text += translation_text(platform.source().cpus()) + "\n";
  text += walkers_text(platform.source().cores()) + "\n";
  text += data_text(platform.source().cpus());
  text += latencies_text(platform) + "\n";
  if (config.cpu.pmu_events != PmuNames::none) {
    text += pmu_text(platform.source(), config) + "\n";
  }
  text += agents_text(platform.source());
  text += race_table(result.races()) + "\n";
  if (platform.agent() != nullptr) text += migration_summary(result) + "\n";
  if (result.request.samples) text += sampled_text(result) + "\n";
  for (const std::string& note : result.notes) text += summary_line("input", note);
  text += summary_line("simulated", time_text(clock.now().value(), clock));
  text += summary_line("event hash", fmt::format("{:016x}", result.event_hash()));
  return text;
}

}  // namespace htabsim
