// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/trace_info.h"

#include <memory>
#include <numeric>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/papr/hcall_codes.h"
#include "htabsim/model/trace/trace_summary.h"

namespace htabsim {

namespace {

std::string kinds_text(const TraceSummary& summary) {
  TextTable table({{"event"}, {"count", Align::kRight}, {"share", Align::kRight}});
  for (unsigned kind = 0; kind < kTraceEventKinds; ++kind) {
    const std::uint64_t count = summary.by_kind[kind];
    if (count == 0) continue;
    table.add_row({std::string(name(TraceEventKind{static_cast<std::uint8_t>(kind)})),
                   grouped(count), percentage(count, summary.events)});
  }
  return table.text();
}

std::string modes_text(const TraceSummary& summary) {
  constexpr std::array<const char*, kGuestModes> kNames = {"user", "kernel", "kernel, real mode"};
  const auto accesses =
      std::accumulate(summary.by_mode.begin(), summary.by_mode.end(), std::uint64_t{0});
  TextTable table({{"access mode"}, {"accesses", Align::kRight}, {"share", Align::kRight}});
  for (unsigned mode = 0; mode < kGuestModes; ++mode) {
    const std::uint64_t count = summary.by_mode[mode];
    table.add_row({kNames[mode], grouped(count), percentage(count, accesses)});
  }
  return table.text();
}

std::string vcpus_text(const TraceSummary& summary) {
  TextTable table({{"processor"},
                   {"events", Align::kRight},
                   {"accesses", Align::kRight},
                   {"share of events", Align::kRight}});
  for (std::size_t vcpu = 0; vcpu < summary.vcpus.size(); ++vcpu) {
    const VcpuUse& use = summary.vcpus[vcpu];
    table.add_row({fmt::format("{}", vcpu), grouped(use.events), grouped(use.accesses),
                   percentage(use.events, summary.events)});
  }
  return table.text() + fmt::format("{} turns\n", grouped(summary.turns));
}

std::string pages_text(const TraceSummary& summary) {
  TextTable table({{"page size"},
                   {"distinct pages", Align::kRight},
                   {"footprint (KiB)", Align::kRight},
                   {"accesses that cross", Align::kRight}});
  const auto row = [&](PageSize size, const PageUse& use) {
    const std::uint64_t kib = std::uint64_t{1} << (shift(size) - 10);
    table.add_row({std::string(name(size)), grouped(use.distinct), grouped(use.distinct * kib),
                   grouped(use.crossings)});
  };
  row(PageSize::page_4k, summary.pages_4k);
  row(PageSize::page_64k, summary.pages_64k);
  return table.text();
}

std::string hcalls_text(const TraceSummary& summary) {
  TextTable table({{"hcall"}, {"number", Align::kRight}, {"calls", Align::kRight}});
  for (const auto& [number, count] : summary.hcalls) {
    table.add_row({std::string(name(static_cast<HcallToken>(number))), fmt::format("{:#x}", number),
                   grouped(count)});
  }
  return table.text();
}

std::string interrupts_text(const TraceSummary& summary) {
  TextTable table({{"interrupt"}, {"vector", Align::kRight}, {"taken", Align::kRight}});
  for (const auto& [vector, count] : summary.interrupts) {
    table.add_row({std::string(name(static_cast<Interrupt>(vector))), fmt::format("{:#x}", vector),
                   grouped(count)});
  }
  return table.text();
}

void print_summary(std::FILE* out, const std::string& file, const TraceSummary& summary) {
  fmt::print(out, "{}\n\nformat  {}\nevents  {}\n\n{}\n{}\n{}", file, name(summary.format),
             grouped(summary.events), kinds_text(summary), modes_text(summary),
             pages_text(summary));
  if (summary.valgrind_messages != 0) {
    fmt::print(out, "\n{} lines of valgrind's own passed over\n",
               grouped(summary.valgrind_messages));
  }
  if (summary.turns != 0) fmt::print(out, "\n{}", vcpus_text(summary));
  if (!summary.hcalls.empty()) fmt::print(out, "\n{}", hcalls_text(summary));
  if (!summary.interrupts.empty()) fmt::print(out, "\n{}", interrupts_text(summary));
}

}  // namespace

ExitCode run_trace_info(const TraceInfoOptions& options, std::FILE* out) {
  const char* separator = "";
  for (const std::filesystem::path& file : options.files) {
    const TraceSummary summary = summarise_trace(file);
    fmt::print(out, "{}", separator);
    print_summary(out, file.string(), summary);
    separator = "\n";
  }
  return ExitCode::kSuccess;
}

void add_trace_info_command(CommandSyntax& trace) {
  const auto options = std::make_shared<TraceInfoOptions>();
  CommandSyntax info =
      trace.add_command("info", "format, kinds of events, pages, hcalls and interrupts");
  info.add_files({.name = "FILE",
                  .meaning = "traces, or folders of captured guests",
                  .presence = Presence::kRequired},
                 options->files);
  info.runs(options, run_trace_info);
}

}  // namespace htabsim
