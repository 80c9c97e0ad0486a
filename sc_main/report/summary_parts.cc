// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/summary_parts.h"

#include <functional>
#include <numeric>

#include "htabsim/model/guest/guest_thread.h"
#include "sc_main/report/part_reports.h"
#include "sc_main/report/summary_line.h"

namespace htabsim {

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

std::string_view name_of_differences(const RunResult& result, const Guest& guest) {
  if (result.replay_can_be_exact(guest)) return "differences";
  return RunResult::has_resized(guest) ? "differences, as the table is not the recorded one"
                                       : "races with processors that go on in another order";
}

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

std::string agents_text(Host& host) {
  std::string text;
  for (const HostAgent* agent : parts_of<HostAgent>(host)) {
    text += summary_line("host's " + agent->title() + of_guest(*agent), counts_of(*agent));
  }
  return text;
}

}  // namespace htabsim
