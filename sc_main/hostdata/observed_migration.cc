// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/observed_migration.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "sc_main/hostdata/migration_figure_names.h"

namespace htabsim {

namespace {

constexpr double kNsPerUs = 1000;

double us(std::int64_t ns) { return static_cast<double>(ns) / kNsPerUs; }

/// Counts reads into passes as they come.
class PassCounter {
 public:
  explicit PassCounter(std::int64_t begin_ns) : begin_ns_(begin_ns) { restart(); }

  void add(const HtabRead& read) {
    const ShownGroups& groups = read.groups;
    *pass_.reads += 1;
    *pass_.bytes += static_cast<double>(read.returned);
    *pass_.groups += static_cast<double>(groups.groups);
    *pass_.valid += static_cast<double>(groups.valid);
    *pass_.invalid += static_cast<double>(groups.invalid);
    if (groups.hidden != 0) pass_.entries = EntryCount::kEstimated;
  }

  [[nodiscard]] bool empty() const { return *pass_.reads == 0; }

  ObservedPass end(std::int64_t time_ns) {
    pass_.time_us = us(time_ns - begin_ns_);
    begin_ns_ = time_ns;
    const ObservedPass ended = pass_;
    restart();
    return ended;
  }

 private:
  void restart() {
    pass_ = {};
    pass_.reads = pass_.groups = pass_.valid = pass_.invalid = pass_.bytes = 0;
  }

  ObservedPass pass_;
  std::int64_t begin_ns_;
};

/// The smallest that `percent` of all do not exceed, as LatencyHistogram has it.
double percentile(const std::vector<double>& sorted, std::size_t percent) {
  return sorted[(sorted.size() * percent + 99) / 100 - 1];
}

}  // namespace

ObservedMigration::ObservedMigration(HtabTrace trace) : trace_(std::move(trace)) {
  find_passes();
  for (const HtabRead& read : trace_.reads) {
    read_times_us_.push_back(us(read.end_ns - read.begin_ns));
  }
  std::ranges::sort(read_times_us_);
}

bool ObservedMigration::guest_stopped_by(std::int64_t time_ns) const {
  return trace_.stopped_ns && time_ns > *trace_.stopped_ns;
}

void ObservedMigration::find_passes() {
  PassCounter counter(trace_.reads.front().begin_ns);
  std::uint64_t cursor = 0;
  const auto end_pass = [&](std::int64_t time_ns) {
    passes_.push_back(counter.end(time_ns));
    if (trace_.stopped_ns) passes_.back().guest_stopped = guest_stopped_by(time_ns);
  };
  for (const HtabRead& read : trace_.reads) {
    const bool nothing = read.returned == 0;
    if (!nothing && read.groups.first < cursor) end_pass(read.end_ns);
    counter.add(read);
    cursor = read.groups.end;
    if (nothing) end_pass(read.end_ns);
  }
  if (!counter.empty()) end_pass(trace_.reads.back().end_ns);
}

// QEMU goes on reading until a read returns 0 or the 5 ms that an iteration has are over (R64).
std::size_t ObservedMigration::iterations() const {
  constexpr std::int64_t kIterationNs = 5'000'000;
  std::size_t count = 0;
  std::optional<std::int64_t> begin_ns;
  for (const HtabRead& read : trace_.reads) {
    if (guest_stopped_by(read.begin_ns)) break;
    if (!begin_ns) {
      begin_ns = read.begin_ns;
      ++count;
    }
    if (read.returned == 0 || read.end_ns - *begin_ns >= kIterationNs) begin_ns.reset();
  }
  return count;
}

std::size_t ObservedMigration::reads_cut_short() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      trace_.reads, [](const HtabRead& read) { return read.groups.hidden != 0; }));
}

void ObservedMigration::add_read_times(std::vector<Figure>& figures) const {
  const double total = std::accumulate(read_times_us_.begin(), read_times_us_.end(), 0.0);
  const double mean = total / static_cast<double>(read_times_us_.size());
  figures.push_back({figure_name::kReadTimeMean, "us", mean, ""});
  figures.push_back({figure_name::kReadTime50, "us", percentile(read_times_us_, 50), ""});
  figures.push_back({figure_name::kReadTime90, "us", percentile(read_times_us_, 90), ""});
  figures.push_back({figure_name::kReadTime99, "us", percentile(read_times_us_, 99), ""});
  figures.push_back({figure_name::kReadTimeMaximum, "us", read_times_us_.back(), ""});
  if (reads_cut_short() != 0) {
    figures.push_back({figure_name::kEntryTime, "ns", std::nullopt, "unknown: strings cut short"});
    return;
  }
  double entries = 0;
  for (const ObservedPass& pass : passes_) entries += *pass.valid + *pass.invalid;
  if (entries > 0)
    figures.push_back({figure_name::kEntryTime, "ns", total * kNsPerUs / entries, ""});
}

std::vector<Figure> ObservedMigration::figures() const {
  std::vector<Figure> figures;
  add_read_times(figures);
  figures.push_back({figure_name::kIterations, "", static_cast<double>(iterations()),
                     trace_.stopped_ns ? "" : "all reads: the stop was not seen"});
  if (trace_.stopped_ns) {
    figures.push_back(
        {figure_name::kDowntime, "us", us(trace_.reads.back().end_ns - *trace_.stopped_ns), ""});
  }
  std::vector<Figure> passes = pass_figures(passes_);
  figures.insert(figures.begin(), std::make_move_iterator(passes.begin()),
                 std::make_move_iterator(passes.end()));
  return figures;
}

std::string ObservedMigration::text() const {
  const auto [least, most] = std::ranges::minmax(trace_.reads, {}, &HtabRead::requested);
  std::string text = fmt::format("descriptor {}, one of {} that KVM_PPC_GET_HTAB_FD returned\n",
                                 trace_.descriptor, trace_.descriptors);
  text += fmt::format(
      "{} reads of {} bytes each, {} failed; headers {}\n", grouped(trace_.reads.size()),
      least.requested == most.requested
          ? grouped(most.requested)
          : fmt::format("{} to {}", grouped(least.requested), grouped(most.requested)),
      grouped(trace_.failed_reads), name(trace_.order));
  if (const std::size_t cut = reads_cut_short(); cut != 0) {
    text += fmt::format(
        "{} reads are shown in part: entries of their further groups are estimated from the number "
        "of bytes; strace -s 2048 shows all\n",
        grouped(cut));
  }
  if (trace_.cut_line) {
    text += fmt::format("the log was cut within its last line, {}, and is used up to there\n",
                        grouped(*trace_.cut_line));
  }
  if (trace_.reads.back().returned != 0) text += "the last pass had not ended\n";
  if (!trace_.stopped_ns) text += "the guest was not seen to stop: no downtime\n";
  return text;
}

}  // namespace htabsim
