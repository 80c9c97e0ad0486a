// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/trace_info.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/progress.h"
#include "htabsim/model/base/size_text.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/papr/hcall_codes.h"
#include "htabsim/model/trace/trace_summary.h"
#include "sc_main/cli/trace_options.h"
#include "sc_main/setup/input_path.h"

namespace htabsim {

namespace {

std::uint64_t translated_accesses(const TraceSummary& summary) {
  const auto modes = [&](GuestMode mode) { return summary.by_mode[static_cast<unsigned>(mode)]; };
  return modes(GuestMode::kUser) + modes(GuestMode::kKernel);
}

std::string counted_accesses(std::uint64_t count) {
  return fmt::format("{} {}", grouped(count), count == 1 ? "access" : "accesses");
}

/// What follows a table of threads or processors.
std::string shared_text(const TraceSharing& sharing, const char* what,
                        const TraceSummary& summary) {
  return fmt::format("{} of {} touched by more than one {}\n", grouped(sharing.shared_pages),
                     counted(summary.pages_4k.distinct, "4K page"), what);
}

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
  return table.text() + fmt::format("{} turns\n", grouped(summary.turns)) +
         shared_text(summary.processors, "processor", summary);
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
  row(PageSize::page_16m, summary.pages_16m);
  return table.text();
}

/// What larger pages would do for the trace.
std::string density_text(const TraceSummary& summary) {
  TextTable table({{"page size"},
                   {"4K pages in it", Align::kRight},
                   {"touched (mean)", Align::kRight},
                   {"dense", Align::kRight},
                   {"4K pages in dense", Align::kRight},
                   {"accesses to dense", Align::kRight}});
  const std::uint64_t accesses = translated_accesses(summary);
  const auto row = [&](PageSize size, const PageUse& use, const DensePages& dense) {
    const std::uint64_t small = std::uint64_t{1} << (shift(size) - shift(PageSize::page_4k));
    const double mean =
        static_cast<double>(summary.pages_4k.distinct) / static_cast<double>(use.distinct);
    table.add_row({std::string(name(size)), grouped(small), fmt::format("{:.1f}", mean),
                   grouped(dense.pages), percentage(dense.pages_4k, summary.pages_4k.distinct),
                   percentage(dense.accesses, accesses)});
  };
  row(PageSize::page_64k, summary.pages_64k, summary.dense_64k);
  row(PageSize::page_16m, summary.pages_16m, summary.dense_16m);
  return "larger pages: dense is one that has at least half of its 4K pages touched\n" +
         table.text();
}

/// What holds so many translations: what an LRU of as many entries hits is its ideal.
struct Holder {
  std::uint64_t entries = 0;
  const char* what = "";
};
constexpr Holder kHolders[] = {
    {1, "the same page again"},
    {16, ""},
    {48, "POWER8 D-ERAT"},
    {64, "other ERATs"},
    {144, "POWER8 secondary D-ERAT"},
    {512, "POWER7 TLB"},
    {1024, "POWER9 TLB"},
    {2048, "POWER8 TLB"},
};

using ReuseCount = std::uint64_t (*)(const ReuseProfile& profile, std::uint64_t entries);

/// The share of the uses that are counted, or that there are no uses.
std::string reuse_share(const ReuseProfile& profile, ReuseCount count, std::uint64_t entries) {
  const std::uint64_t uses = profile.uses();
  return uses == 0 ? "-" : percentage(count(profile, entries), uses);
}

std::string reuse_text(const TraceSummary& summary) {
  TextTable table({{"among the last", Align::kRight},
                   {"fetches", Align::kRight},
                   {"data", Align::kRight},
                   {"all", Align::kRight},
                   {"entries as in"}});
  const auto& [fetches, data, all] = summary.reuse;
  const auto row = [&](std::string first, ReuseCount count, const Holder& of) {
    table.add_row({std::move(first), reuse_share(fetches, count, of.entries),
                   reuse_share(data, count, of.entries), reuse_share(all, count, of.entries),
                   of.what});
  };
  const ReuseCount within = [](const ReuseProfile& profile, std::uint64_t entries) {
    return profile.within(entries);
  };
  const ReuseCount beyond = [](const ReuseProfile& profile, std::uint64_t entries) {
    return profile.uses() - profile.first_uses - profile.within(entries);
  };
  const ReuseCount first = [](const ReuseProfile& profile, std::uint64_t) {
    return profile.first_uses;
  };
  std::uint64_t most = 0;
  for (const Holder& holder : kHolders) {
    row(grouped(holder.entries), within, holder);
    most = holder.entries;
    if (most >= summary.pages_4k.distinct) break;  // every page fits
  }
  if (beyond(all, most) != 0) row("more", beyond, {most, ""});
  row("first use", first, {});
  return "reuse of 4K pages: the page was among the last N pages used\n" + table.text();
}

std::string working_set_text(const TraceSummary& summary) {
  constexpr std::uint64_t kLongestBar = 40;
  std::uint64_t most = 1;
  for (const WorkingSetPart& part : summary.working_set) most = std::max(most, part.pages);
  TextTable table(
      {{"from access", Align::kRight}, {"4K pages", Align::kRight}, {"new", Align::kRight}, {""}});
  std::uint64_t from = 1;
  for (const WorkingSetPart& part : summary.working_set) {
    const std::uint64_t bar = (part.pages * kLongestBar + most - 1) / most;
    table.add_row({grouped(from), grouped(part.pages), grouped(part.fresh), std::string(bar, '#')});
    from += part.accesses;
  }
  const std::uint64_t length = summary.working_set.front().accesses;
  const std::uint64_t last = summary.working_set.back().accesses;
  return fmt::format("working set in parts of {}{}\n{}", counted_accesses(length),
                     last == length ? "" : fmt::format(", the last of {}", grouped(last)),
                     table.text());
}

/// Whose accesses there are: "2 threads, 1 processor".
std::string origin_text(const TraceSummary& summary) {
  const std::size_t threads = summary.threads.sharers.size();
  const std::size_t processors = summary.processors.sharers.size();
  std::string text = threads == 0 ? "" : counted(threads, "thread");
  if (threads != 0 && processors != 0) text += ", ";
  return processors == 0 ? text : text + counted(processors, "processor");
}

/// The busiest threads or processors, and what they share.
std::string sharing_text(const TraceSharing& sharing, const char* what,
                         const TraceSummary& summary) {
  constexpr std::size_t kMostRows = 16;
  TextTable table({{what}, {"accesses", Align::kRight}, {"share", Align::kRight}});
  const std::uint64_t accesses = translated_accesses(summary);
  const std::span sharers(sharing.sharers);
  const std::size_t rows = std::min(kMostRows, sharers.size());
  for (const Sharer& sharer : sharers.first(rows)) {
    table.add_row({fmt::format("{}", sharer.number), grouped(sharer.accesses),
                   percentage(sharer.accesses, accesses)});
  }
  if (rows < sharers.size()) {
    std::uint64_t others = 0;
    for (const Sharer& sharer : sharers.subspan(rows)) others += sharer.accesses;
    table.add_row(
        {counted(sharers.size() - rows, "other"), grouped(others), percentage(others, accesses)});
  }
  return table.text() + shared_text(sharing, what, summary);
}

/// What the trace says of where its accesses went.
std::string real_text(const TraceSummary& summary) {
  const auto accesses =
      std::accumulate(summary.by_mode.begin(), summary.by_mode.end(), std::uint64_t{0});
  TextTable table({{"recorded"}, {"accesses", Align::kRight}, {"share", Align::kRight}});
  const auto row = [&](std::string what, std::uint64_t count) {
    table.add_row({std::move(what), grouped(count), percentage(count, accesses)});
  };
  row("real address", summary.real_known);
  for (const auto& [shift, count] : summary.page_shifts)
    row("in a page of " + size_text(shift), count);
  return table.text();
}

std::string odd_text(const OddFinding& odd) {
  const std::string accesses = counted_accesses(odd.accesses);
  switch (odd.what) {
    case TraceOddity::kNoStore:
      return "not one store";
    case TraceOddity::kNoFetch:
      return "not one fetch";
    case TraceOddity::kOneByte:
      return "each access is of 1 byte, as where the format has no sizes";
    case TraceOddity::kKernelAddress:
      return accesses + " of the user at kernel addresses, from 0x8000000000000000";
    case TraceOddity::kFirstPage:
      return accesses + " to the 4K page at address 0";
    case TraceOddity::kWrap:
      return accesses + " round the end of the address space";
    case TraceOddity::kRealInPart:
      return accesses + " without a real address, which others have";
  }
  return {};
}

std::string odd_text(const std::vector<OddFinding>& found) {
  std::string text = "looks odd\n";
  for (const OddFinding& odd : found) text += "  " + odd_text(odd) + '\n';
  return text;
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

std::string remarks_text(const TraceSummary& summary) {
  TextTable table({{"passed over"}, {"count", Align::kRight}});
  for (const TraceRemark& remark : summary.remarks) {
    table.add_row({remark.what, grouped(remark.count)});
  }
  return table.text();
}

/// The parts of the description, of which some traces do not have all.
std::vector<std::string> parts_of(const TraceSummary& summary) {
  std::vector<std::string> parts{kinds_text(summary), modes_text(summary), pages_text(summary)};
  if (translated_accesses(summary) != 0) {
    parts.push_back(density_text(summary));
    parts.push_back(reuse_text(summary));
    parts.push_back(working_set_text(summary));
  }
  if (summary.real_known != 0 || !summary.page_shifts.empty()) parts.push_back(real_text(summary));
  if (!summary.remarks.empty()) parts.push_back(remarks_text(summary));
  if (summary.turns != 0) {
    parts.push_back(vcpus_text(summary));
  } else if (summary.processors.sharers.size() > 1) {
    parts.push_back(sharing_text(summary.processors, "processor", summary));
  }
  if (summary.threads.sharers.size() > 1) {
    parts.push_back(sharing_text(summary.threads, "thread", summary));
  }
  if (!summary.hcalls.empty()) parts.push_back(hcalls_text(summary));
  if (!summary.interrupts.empty()) parts.push_back(interrupts_text(summary));
  if (!summary.odd.empty()) parts.push_back(odd_text(summary.odd));
  return parts;
}

void print_summary(std::FILE* out, const std::string& file, const TraceSummary& summary) {
  fmt::print(out, "{}\n\nformat  {}\nevents  {}\n", file, summary.format, grouped(summary.events));
  if (const std::string origin = origin_text(summary); !origin.empty()) {
    fmt::print(out, "from    {}\n", origin);
  }
  for (const std::string& part : parts_of(summary)) fmt::print(out, "\n{}", part);
}

/// With a line of progress on a terminal.
TraceSummary summarise_shown(const std::filesystem::path& file, const TraceReading& reading) {
  Progress progress(stderr);
  return summarise_trace(file, reading, [&](std::uint64_t events, std::optional<double> share) {
    progress.update({events, share, {}});
  });
}

}  // namespace

ExitCode run_trace_info(const TraceInfoOptions& options, std::FILE* out) {
  const char* separator = "";
  for (const std::filesystem::path& file : options.files) {
    const TraceSummary summary = summarise_shown(input_path(file), options.reading);
    fmt::print(out, "{}", separator);
    print_summary(out, file.string(), summary);
    separator = "\n";
  }
  return ExitCode::kSuccess;
}

void add_trace_info_command(CommandSyntax& trace) {
  const auto options = std::make_shared<TraceInfoOptions>();
  CommandSyntax info = trace.add_command(
      "info", "kinds of events, pages and their reuse, hcalls and interrupts, what looks odd");
  info.add_files({.name = "FILE",
                  .meaning = "traces, or folders of captured guests",
                  .presence = Presence::kRequired},
                 options->files);
  add_trace_options(info, options->reading);
  info.runs(options, run_trace_info);
}

}  // namespace htabsim
