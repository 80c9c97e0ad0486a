// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/described_statistics.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/tlm/kit/race_counters.h"
#include "sc_main/config/parameters.h"
#include "sc_main/report/race_table.h"

namespace htabsim {

namespace {

/// A row of the tables below.
struct StatisticText {
  std::string_view key;
  std::string_view unit;
  std::string_view meaning;
};

constexpr std::string_view kCount = "count";
constexpr std::string_view kCycles = "cycles";
constexpr std::string_view kBytes = "bytes";
constexpr std::string_view kFraction = "fraction";

constexpr StatisticText kRun[] = {
    {"schema", "", "number of this form of stats.json"},
    {"job", "", "run or migrate"},
    {"preset.name", "", "the preset that the configuration began from"},
};

constexpr StatisticText kBehindConfig[] = {
    {"seed", "", "seed of everything that is random"},
    {"simulated_cycles", kCycles, "simulated time, in cycles of the core clock"},
    {"simulated_ps", "ps", "the same in picoseconds"},
    {"event_hash", "", "fingerprint of all events of all agents with their times"},
    {"cut_short.cycle", kCycles, "when a signal ended the run; not there if none did"},
    {"accesses", kCount, "fetches, loads and stores of all processors"},
    {"guests.*", "", "names of the guests whose parts stand under guest0., guest1., ..."},
};

constexpr StatisticText kProcessor[] = {
    {"cpu*.thread.fetches", kCount, "lines of instructions that were fetched"},
    {"cpu*.thread.loads", kCount, "loads"},
    {"cpu*.thread.stores", kCount, "stores"},
    {"cpu*.thread.fetch_attempts", kCount,
     "fetches, each counted again when it is repeated after an interrupt"},
    {"cpu*.thread.data_attempts", kCount, "loads and stores, likewise"},
    {"cpu*.thread.page_crossings", kCount, "accesses that reach into a second page"},
    {"cpu*.thread.untranslated", kCount, "accesses in real mode"},
    {"cpu*.thread.emulated", kCount, "accesses to devices, which the host emulates"},
    {"cpu*.thread.ierat_misses", kCount, "fetches that missed the I-ERAT"},
    {"cpu*.thread.derat_misses", kCount,
     "loads and stores that missed the D-ERAT, and the secondary one where there is one"},
    {"cpu*.thread.secondary_derat_hits", kCount,
     "misses of the primary D-ERAT that hit the secondary one"},
    {"cpu*.thread.tlb_hits", kCount, "ERAT misses that hit the TLB"},
    {"cpu*.thread.tlb_misses", kCount, "ERAT misses that missed the TLB"},
    {"cpu*.thread.change_walks", kCount, "walks only to set C of a cached translation"},
    {"cpu*.thread.slb_misses", kCount, "accesses to a segment without SLB entry"},
    {"cpu*.thread.walks_primary", kCount, "walks that found their entry in the primary PTEG"},
    {"cpu*.thread.walks_secondary", kCount, "walks that found it in the secondary PTEG"},
    {"cpu*.thread.walks_not_found", kCount, "walks that found no entry"},
    {"cpu*.thread.walks_denied", kCount, "walks whose entry forbids the access"},
    {"cpu*.thread.reference_updates", kCount, "R bits that walks set"},
    {"cpu*.thread.change_updates", kCount, "C bits that walks set"},
    {"cpu*.thread.hypervisor_storage_interrupts", kCount,
     "HDSI and HISI, which the hypervisor handles"},
    {"cpu*.thread.storage_interrupts", kCount, "DSI and ISI that reached the guest"},
    {"cpu*.thread.segment_interrupts", kCount, "segment interrupts of the guest"},
    {"cpu*.thread.machine_checks", kCount, "machine checks"},
    {"cpu*.hcalls.enter", kCount, "H_ENTER"},
    {"cpu*.hcalls.remove", kCount, "H_REMOVE"},
    {"cpu*.hcalls.bulk_remove", kCount, "H_BULK_REMOVE"},
    {"cpu*.hcalls.protect", kCount, "H_PROTECT"},
    {"cpu*.hcalls.read", kCount, "H_READ"},
    {"cpu*.hcalls.clear_ref", kCount, "H_CLEAR_REF"},
    {"cpu*.hcalls.clear_mod", kCount, "H_CLEAR_MOD"},
    {"cpu*.hcalls.resize_prepare", kCount, "H_RESIZE_HPT_PREPARE"},
    {"cpu*.hcalls.resize_commit", kCount, "H_RESIZE_HPT_COMMIT"},
    {"cpu*.hcalls.other", kCount, "hcalls that are not about the table"},
    {"cpu*.hcalls.pteg_full", kCount, "H_ENTERs that found no free slot"},
    {"cpu*.hcalls.not_found", kCount, "hcalls whose entry was not there"},
    {"cpu*.tlbies_received", kCount, "invalidations that reached the processor's ERATs"},
    {"cpu*.tlbies_of_other_guests", kCount, "of these, those of other guests' translations"},
    {"cpu*.stopped_at_cycle", kCycles, "when the processor stopped last"},
    {"cpu*.replay.events", kCount, "recorded events that were replayed"},
    {"cpu*.replay.addresses_checked", kCount, "real addresses compared with the recorded ones"},
    {"cpu*.replay.addresses_differ", kCount, "of these, those that differ"},
    {"cpu*.replay.faults_checked", kCount, "faults compared with the recorded ones"},
    {"cpu*.replay.faults_differ", kCount, "of these, those that differ"},
    {"cpu*.replay.hcalls_checked", kCount, "results of hcalls compared with the recorded ones"},
    {"cpu*.replay.hcalls_differ", kCount, "of these, those that differ"},
    {"cpu*.replay.hcalls_not_modelled", kCount, "recorded hcalls that only take time here"},
    {"cpu*.replay.lookaside_hits", kCount,
     "accesses by a segment whose SLB entry had been overwritten"},
    {"cpu*.replay.mpss_hits", kCount,
     "accesses to a base page without entry, by another base page's translation"},
    {"cpu*.replay.other_interrupts", kCount, "recorded interrupts that are not of translation"},
    {"cpu*.resize.prepare_calls", kCount, "calls of H_RESIZE_HPT_PREPARE"},
    {"cpu*.resize.refused", kCount, "1: the host has no such table, or cannot move to it"},
    {"cpu*.resize.committed", kCount, "1: the other table is in use"},
    {"cpu*.resize.commit_begin_cycle", kCycles, "when H_RESIZE_HPT_COMMIT began"},
    {"cpu*.resize.commit_cycles", kCycles, "how long it took"},
    {"cpu*.guest_os.segment_faults", kCount, "segments that the guest's kernel entered in the SLB"},
    {"cpu*.guest_os.page_faults", kCount, "storage interrupts for want of an entry"},
    {"cpu*.guest_os.first_touches", kCount, "of these, on a page never used before"},
    {"cpu*.guest_os.refaults", kCount, "of these, on a page whose entry was evicted"},
    {"cpu*.guest_os.secondary_entries", kCount, "entries put into their secondary PTEG"},
    {"cpu*.guest_os.evictions", kCount, "entries removed to make room for another"},
    {"cpu*.guest_os.reclaimed_pages", kCount, "pages taken from the program as memory was full"},
    {"cpu*.guest_os.aged_pages", kCount, "pages whose R was cleared"},
    {"cpu*.guest_os.protected_pages", kCount, "pages write-protected for copy-on-write"},
    {"cpu*.guest_os.cow_faults", kCount, "stores to such a page"},
    {"cpu*.guest_os.cow_copies", kCount, "of these, given another page"},
    {"cpu*.guest_os.size_hints_obeyed", kCount, "first touches that told their page's size"},
    {"cpu*.guest_os.size_hints_ignored", kCount,
     "the same where segment or a page already there forbids it"},
    {"cpu*.guest_os.recorded_frames", kCount, "frames given where the trace recorded them"},
    {"cpu*.guest_os.unrecorded_frames", kCount, "frames chosen, as the trace names none"},
    {"cpu*.guest_os.collapsed_pages", kCount, "pages of 16 MB made in place of smaller ones"},
    {"cpu*.guest_os.uncollapsed_pages", kCount,
     "those that would have been made, but for a free frame of 16 MB"},
    {"cpu*.guest_os.context_switches", kCount,
     "switches from another thread or process of the processor"},
    {"cpu*.guest_os.slbias", kCount, "of these, those that emptied the SLB by an slbia"},
    {"cpu*.guest_os.slb_preloads", kCount, "segments entered in the SLB at a switch"},
    {"cpu*.guest_os.forks", kCount, "processes of the program that were forked"},
    {"cpu*.guest_os.exits", kCount, "processes of it that ended"},
    {"cpu*.thread*.number", "", "which of its guest's threads it is"},
    {"cpu*.thread*.accesses", kCount, "accesses of one thread of those that share the processor"},
    {"cpu*.thread*.cycles", kCycles, "that it had the processor, each switch to it included"},
    {"cpu*.thread*.switches", kCount, "switches to it"},
    {"cpu*.outstanding_misses.begun", kCount, "walks beside which the processor went on"},
    {"cpu*.outstanding_misses.repeated", kCount,
     "of these, those that refused the access, which was then repeated in its turn"},
    {"cpu*.outstanding_misses.full", kCount, "accesses that waited for another's walk to end"},
};

constexpr StatisticText kHost[] = {
    {"core*.lookup_unit.walks", kCount, "table walks of the core's walkers"},
    {"core*.lookup_unit.walk_cycles", kCycles, "in which walkers were walking, of all together"},
    {"core*.lookup_unit.merged", kCount, "requests answered by a walk in flight for the same page"},
    {"core*.lookup_unit.walker_waits", kCount, "requests that found all walkers taken"},
    {"core*.lookup_unit.waited_cycles", kCycles, "that these waited"},
    {"core*.lookup_unit.ptegs_from_*", kCount, "PTEGs that walks fetched from there"},
    {"memory.line_reads", kCount, "PTEGs read by walks"},
    {"memory.word_reads", kCount, "doublewords read by software"},
    {"memory.word_writes", kCount, "doublewords written by software"},
    {"memory.atomics", kCount, "store conditionals"},
    {"memory.atomics_failed", kCount, "of these, those that stored nothing"},
    {"memory.rc_byte_writes", kCount, "bytes of R or C that walks stored"},
    {"memory.data_reads", kCount, "lines of the guest's memory that were read"},
    {"memory.data_writes", kCount, "lines of it that were written"},
    {"memory.bank_wait_cycles", kCycles, "that requests waited for a bank"},
    {"memory.lines_with_locked_entry", kCount, "PTEGs that a walk read amid an entry's update"},
    {"memory.rc_writes_to_changed_entry", kCount,
     "stores of R or C to an entry that had changed since the walk matched it"},
    {"memory.cycles_with_several_requests", kCount, "cycles in which arbitration decided"},
    {"memory.tables_switched", kCount, "tables replaced by another"},
    {"memory.stores_queued", kCount, "stores that went through a store queue"},
    {"memory.loads_from_store_queue", kCount, "loads that a store in the queue answered"},
    {"memory.store_wait_cycles", kCycles, "that agents waited for their stores to be visible"},
    {"memory.reads_from_*", kCount, "reads of table and reverse map, by where the line was"},
    {"tlbie.broadcasts", kCount, "tlbies on the fabric"},
    {"tlbie.syncs", kCount, "tlbsyncs"},
    {"tlbie.sync_wait_cycles", kCycles, "that these waited"},
    {"tlbie.syncs_behind_walks", kCount, "of these, those that waited for a walk"},
    {"htab_fd.opens", kCount, "HTAB descriptors opened"},
    {"htab_fd.reads", kCount, "reads of a descriptor"},
    {"htab_fd.reads_of_nothing", kCount, "of these, those that returned 0"},
    {"htab_fd.bytes_read", kBytes, "read from it"},
    {"htab_fd.writes", kCount, "writes to a descriptor"},
    {"htab_fd.bytes_written", kBytes, "written to it"},
    {"htab_fd.errors", kCount, "calls that failed"},
    {"host_pager.pages_withdrawn", kCount, "pages that the host took from the guest"},
    {"host_pager.entries_made_absent", kCount, "entries that it made ABSENT for that"},
    {"dirty_log.logs", kCount, "times that the host asked which pages are dirty"},
    {"dirty_log.dirty_pages", kCount, "dirty pages, of all logs together"},
};

constexpr StatisticText kBehindHost[] = {
    {"pmu.processor", "", "whose events the names below are"},
    {"pmu.all.*", kCount, "the event of this name, of all processors"},
    {"pmu.cpu*.*", kCount, "the event of this name, of one processor"},
    {"pmu.guest*.cpu*.*", kCount, "the same where there are several guests"},
    {"table.order", "", "the table has 2^order bytes"},
    {"table.ptegs", kCount, "PTEGs of the table"},
    {"table.valid", kCount, "entries that the guest sees as valid, at the end"},
    {"table.ptegs_by_valid_entries.*", kCount, "PTEGs with 0, 1, ... 8 valid entries"},
    {"table.buckets.primary.*", kCount,
     "valid entries in their primary PTEG, by 256 equal parts of the table"},
    {"table.buckets.secondary.*", kCount, "valid entries in their secondary PTEG, likewise"},
    {"table.buckets.changed_while_streamed.*", kCount,
     "changes of entries while a descriptor was open, likewise"},
    {"migration.iterations", kCount, "iterations of the client, as QEMU counts them"},
    {"migration.chunks", kCount, "chunks of the table that were sent"},
    {"migration.stop_cycle", kCycles, "when the client asked the guest to stop"},
    {"migration.stopped_cycle", kCycles, "when it stood still"},
    {"migration.end_cycle", kCycles, "when the destination had applied the last entry"},
    {"migration.downtime_cycles", kCycles, "between stop_cycle and end_cycle"},
    {"migration.failed_calls", kCount, "calls of a descriptor that failed"},
    {"migration.finished", "", "whether the guest was moved"},
    {"migration.passes.*.reads", kCount, "reads of one scan of the table"},
    {"migration.passes.*.groups", kCount, "groups of entries in them"},
    {"migration.passes.*.valid", kCount, "valid entries that were sent"},
    {"migration.passes.*.invalid", kCount, "entries reported as no longer valid"},
    {"migration.passes.*.bytes", kBytes, "of the stream"},
    {"migration.passes.*.begin_cycle", kCycles, "when the pass began"},
    {"migration.passes.*.cycles", kCycles, "how long it took"},
    {"migration.passes.*.changed_meanwhile", kCount,
     "changes of the guest's view of the table while the pass ran"},
    {"migration.passes.*.guest_stopped", "", "the pass belongs to stop-and-copy"},
    {"migration.attempts.*.end", "", "how an attempt to migrate ended"},
    {"migration.attempts.*.begin_cycle", kCycles, "when it began"},
    {"migration.attempts.*.cycles", kCycles, "how long it took"},
    {"migration.attempts.*.iterations", kCount, "its iterations"},
    {"migration.attempts.*.chunks", kCount, "chunks of the table that it sent"},
    {"migration.attempts.*.ram_bytes", kBytes, "of the guest's memory that it sent"},
    {"migration.attempts.*.writes", kCount, "writes of the destination's descriptor"},
    {"migration.attempts.*.failed_calls", kCount, "calls of a descriptor that failed"},
    {"migration.attempts.*.guest_stopped", "", "the guest had been stopped"},
    {"migration.attempts.*.stood_still", kCycles, "for which it then stood still"},
    {"promises.violations", kCount, "promises of the stream that were broken, all together"},
    {"promises.violations_of.no_phantom", kCount,
     "reported entries that were never the guest's view within the read"},
    {"promises.violations_of.no_lost_update", kCount,
     "entries that the receiver does not have at the end as the guest has them"},
    {"promises.violations_of.only_changes", kCount,
     "entries that a later pass reported although they had not changed"},
    {"promises.violations_of.framing", kCount, "groups that are not well formed or out of order"},
    {"promises.violations_of.zero_means_none", kCount,
     "reads that returned 0 although an entry had changed"},
    {"promises.violations_of.bolted_only", kCount,
     "entries in a bolted-only stream that are not bolted"},
    {"promises.violations_of.one_table", kCount,
     "descriptors that were read on after the table had been replaced"},
    {"promises.entries_checked", kCount, "reported entries that were checked"},
    {"promises.first_violations.*.promise", "", "the promise that was broken"},
    {"promises.first_violations.*.index", "", "the entry's index in the table"},
    {"promises.first_violations.*.cycle", kCycles, "when that was found"},
    {"promises.first_violations.*.text", "", "both values, or what was expected"},
    {"promises.first_violations.*.events_before.*.cycle", kCycles,
     "when something happened to that entry"},
    {"promises.first_violations.*.events_before.*.what", "", "what it was"},
    {"promises.first_violations.*.events_before.*.initiator", "",
     "number of who did it, among those that ask memory"},
    {"destination.entries", kCount, "entries of the source's table that were compared"},
    {"destination.valid", kCount, "of these, those that are valid"},
    {"destination.different", kCount, "of these, those that the destination has otherwise"},
    {"sampling.length", kCount, "accesses of a sample"},
    {"sampling.period", kCount, "accesses of which one sample was taken"},
    {"sampling.warmup", kCount, "accesses before each sample that were done without time"},
    {"sampling.figures.*.estimate", "", "the figure of this name, of whole traces"},
    {"sampling.figures.*.half_width_95", "", "half of its confidence interval of 95 %"},
    {"sampling.samples.*.accesses", kCount, "accesses of all processors in one sample"},
    {"sampling.samples.*.cycles", kCycles, "that it took, of all processors"},
    {"sampling.samples.*.walks", kCount, "table walks in it"},
    {"sampling.samples.*.walk_cycles", kCycles, "that these took"},
    {"sampling.samples.*.ierat_misses", kCount, "misses of the I-ERAT in it"},
    {"sampling.samples.*.derat_misses", kCount, "misses of the D-ERAT in it"},
    {"sampling.samples.*.tlb_misses", kCount, "misses of the TLB in it"},
    {"sampling.samples.*.storage_interrupts", kCount, "storage interrupts of the guest in it"},
    {"sampling.samples.*.segment_interrupts", kCount, "segment interrupts in it"},
    {"sampling.samples.*.first_touches", kCount, "pages first touched in it"},
};

constexpr StatisticText kMachine[] = {
    {"host.stepped", "", "--stepped was given"},
    {"host.guests.*.name", "", "the guest's name; empty: it is the only one"},
    {"host.guests.*.guest", "", "folder of a captured guest"},
    {"host.guests.*.table", "", "file of a table alone"},
    {"host.guests.*.traces.*", "", "files of plain traces"},
    {"host.notes.*", "", "what is to be said of the inputs"},
    {"host.output", "", "folder of the results"},
    {"host.seconds", "s", "that the simulation took, on the wall clock"},
    {"host.accesses_per_second", "1/s", "accesses simulated in a second of it"},
};

constexpr StatisticText kCaches[] = {
    {"cpu*.ierat", "", "I-ERAT"},
    {"cpu*.derat", "", "D-ERAT"},
    {"cpu*.tlb", "", "TLB, of the processor's own lookups"},
};
constexpr StatisticText kOfCache[] = {
    {"lookups", kCount, "lookups"},
    {"hits", kCount, "lookups that found a translation"},
    {"misses", kCount, "lookups that found none"},
    {"hit_rate", kFraction, "hits of all lookups"},
};

constexpr StatisticText kLatencies[] = {
    {"cpu*.walk_latency", "", "table walks, from request to answer"},
    {"hypervisor.hcall_latency", "", "hcalls, in the hypervisor"},
    {"hypervisor.storage_interrupt_latency", "", "storage interrupts, in the hypervisor"},
    {"htab_fd.read_latency", "", "reads of the HTAB descriptor"},
    {"htab_fd.write_latency", "", "writes of the HTAB descriptor"},
};
constexpr StatisticText kOfLatency[] = {
    {"count", kCount, "how many"},
    {"total_cycles", kCycles, "of all together"},
    {"minimum_cycles", kCycles, "the shortest"},
    {"p50_cycles", kCycles, "what half of them do not exceed"},
    {"p90_cycles", kCycles, "what 90 % of them do not exceed"},
    {"p99_cycles", kCycles, "what 99 % of them do not exceed"},
    {"maximum_cycles", kCycles, "the longest"},
    {"bins_from_cycles_and_count.*.*", "",
     "steps of the histogram: the shortest duration in it (0), and how many (1)"},
};

constexpr DescribedPrefix kPrefixes[] = {
    {"guest*.", "parts of one of several guests, in the order of `guests`"},
    {"destination.", "parts of the host that a migration goes to"},
};

using Statistics = std::vector<DescribedStatistic>;

void add(Statistics& all, std::span<const StatisticText> rows) {
  for (const StatisticText& row : rows) {
    all.push_back({std::string(row.key), std::string(row.unit), std::string(row.meaning)});
  }
}

void add_each(Statistics& all, std::span<const StatisticText> wholes,
              std::span<const StatisticText> parts) {
  for (const StatisticText& whole : wholes) {
    for (const StatisticText& part : parts) {
      all.push_back({fmt::format("{}.{}", whole.key, part.key), std::string(part.unit),
                     fmt::format("{}: {}", whole.meaning, part.meaning)});
    }
  }
}

void add_parameters(Statistics& all, std::string_view below, std::string_view before) {
  for (const ParameterInfo& parameter : parameter_table()) {
    all.push_back({fmt::format("{}.{}", below, parameter.key), std::string(parameter.unit),
                   fmt::format("{}{}", before, parameter.meaning)});
  }
}

void add_races(Statistics& all) {
  const RaceCounters none;
  for_each_member(none, [&all](std::string_view name, std::uint64_t) {
    all.push_back(
        {fmt::format("races.{}", name), std::string(kCount), std::string(race_text(name))});
  });
}

/// Takes the first component, without its dot, from what is left of a key.
std::string_view take_component(std::string_view& key) {
  const std::size_t dot = key.find('.');
  const std::string_view first = key.substr(0, dot);
  key.remove_prefix(dot == key.npos ? key.size() : dot + 1);
  return first;
}

bool component_matches(std::string_view pattern, std::string_view component) {
  if (pattern == component) return true;
  const std::size_t star = pattern.find('*');
  if (star == pattern.npos) return false;
  const std::string_view before = pattern.substr(0, star);
  if (!component.starts_with(before) || component.size() == before.size()) return false;
  // What has letters before it is a number: "thread*" is none of "thread".
  return !before.ends_with("_") && !before.empty()
             ? component.find_first_not_of("0123456789", star) == component.npos
             : true;
}

/// Whether the components of `key` are the first ones of a key that the pattern stands for.
bool begins_with(std::string_view pattern, std::string_view key) {
  while (!key.empty()) {
    if (pattern.empty()) return false;
    if (!component_matches(take_component(pattern), take_component(key))) return false;
  }
  return true;
}

bool stands_for(std::string_view pattern, std::string_view key) {
  return std::ranges::count(pattern, '.') == std::ranges::count(key, '.') &&
         begins_with(pattern, key);
}

/// The key of a part as it would be of the only guest's, of the host that it ran on.
std::string_view without_prefix(std::string_view key) {
  for (const std::string_view prefix : {"destination", "guest*"}) {
    std::string_view rest = key;
    if (component_matches(prefix, take_component(rest)) && !rest.empty()) key = rest;
  }
  return key;
}

}  // namespace

std::vector<DescribedStatistic> described_statistics() {
  Statistics all;
  add(all, kRun);
  add_parameters(all, "preset.differs", "what the preset has where the run differs: ");
  add_parameters(all, "config", "");
  add(all, kBehindConfig);
  add_each(all, kCaches, kOfCache);
  add(all, kProcessor);
  add(all, kHost);
  add_each(all, kLatencies, kOfLatency);
  add(all, kBehindHost);
  add_races(all);
  add(all, kMachine);
  return all;
}

std::vector<DescribedPrefix> described_prefixes() {
  return {std::begin(kPrefixes), std::end(kPrefixes)};
}

const DescribedStatistic* find_described(const std::vector<DescribedStatistic>& all,
                                         std::string_view key) {
  for (const std::string_view wanted : {key, without_prefix(key)}) {
    const auto found = std::ranges::find_if(all, [wanted](const DescribedStatistic& statistic) {
      return statistic.key == wanted || stands_for(statistic.key, wanted);
    });
    if (found != all.end()) return &*found;
  }
  return nullptr;
}

std::vector<DescribedStatistic> described_under(std::string_view key) {
  const Statistics all = described_statistics();
  for (const std::string_view wanted : {key, without_prefix(key)}) {
    Statistics found;
    std::ranges::copy_if(all, std::back_inserter(found), [wanted](const auto& statistic) {
      return begins_with(statistic.key, wanted);
    });
    if (!found.empty()) return found;
  }
  std::vector<std::string> keys;
  for (const DescribedStatistic& statistic : all) keys.push_back(statistic.key);
  const auto nearest = nearest_name(key, keys);
  throw UsageError(fmt::format("stats: unknown key \"{}\"{}", key,
                               nearest ? fmt::format("; the nearest is \"{}\"", *nearest) : ""));
}

boost::json::object description_json(const std::vector<DescribedStatistic>& statistics) {
  boost::json::object prefixes;
  for (const DescribedPrefix& prefix : kPrefixes) prefixes[prefix.prefix] = prefix.meaning;
  boost::json::object properties;
  for (const DescribedStatistic& statistic : statistics) {
    properties[statistic.key] = {{"unit", statistic.unit}, {"description", statistic.meaning}};
  }
  return {{"title", "stats.json of htabsim"},
          {"prefixes", std::move(prefixes)},
          {"properties", std::move(properties)}};
}

}  // namespace htabsim
