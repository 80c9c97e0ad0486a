// SPDX-License-Identifier: Apache-2.0
#include <cassert>
#include <functional>
#include <span>
#include <string>
#include <utility>

#include "htabsim/model/explore/explored_processor.h"
#include "htabsim/model/explore/explored_reader.h"
#include "htabsim/model/explore/exploring_port.h"
#include "htabsim/model/explore/scenario.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/htab/completion.h"
#include "htabsim/model/htab/htab_writer.h"
#include "htabsim/model/papr/dirty_log.h"
#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/h_resize_hpt.h"
#include "htabsim/model/papr/host_page.h"

namespace htabsim {

namespace {

constexpr HpteIndex kFirst{0}, kEntry{2}, kOther{5};

/// The page that an entry of these scenarios maps: VSID and page number are equal, so its hash is
/// 0.
Segment segment_of(HpteIndex index) { return {.vsid = Vsid(0x100 + index.value())}; }
Ea address_of(HpteIndex index) { return Ea((0x100 + index.value()) << 12); }

Hpte entry_of(HpteIndex index, std::uint64_t rc = 0, std::uint64_t v = 0) {
  const VirtualAddress va = virtual_address(segment_of(index), address_of(index));
  const std::uint64_t rpn = (0x40 + index.value()) << 12;
  return {avpn_field(va, PageSize::page_4k) | hpte_v::kValid | v,
          rpn | rc | hpte_r::kMemory | hpte_r::kPpReadWrite};
}

using TablePlan = World::TablePlan;

std::vector<HpteIndex> all_entries(const TablePlan& table) {
  std::vector<HpteIndex> entries;
  const HptGeometry& geometry = table.table.image.geometry();
  for (HpteIndex index; geometry.contains(index); ++index) entries.push_back(index);
  return entries;
}

void place(TablePlan& plan, HpteIndex index, std::uint64_t rc = 0, std::uint64_t v = 0) {
  HptImage& image = plan.table.image;
  FunctionalHptPort port(image);
  // Bits that the host's record has are hardware's from the start.
  image.merge_page_rc(GuestReal(entry_of(index).r & hpte_r::kRpn), rc);
  const EnterResult entered =
      h_enter(port, plan.partition, hcall_flag::kExact, index, entry_of(index, rc, v));
  assert(entered.status == HcallStatus::kSuccess);
  static_cast<void>(entered);
}

/// Makes hardware set bits that the guest's dword 1 lacks.
void set_by_hardware(TablePlan& plan, HpteIndex index, std::uint64_t rc) {
  HptImage& image = plan.table.image;
  image.store(index, HpteDword::k1, image.load(index, HpteDword::k1) | rc);
}

/// What an agent's code has of the world: its run, and the shape of its table.
struct Site {
  AgentRun& run;
  const HptGeometry& geometry;

  [[nodiscard]] ExploringPort port(ExploringPort::Role role) const { return {run, geometry, role}; }
};

using Role = ExploringPort::Role;
using SiteCode = std::function<void(const Site&)>;

/// An agent at a table, all of which lie in geometries of one size.
unsigned add_agent(World& world, const TablePlan& plan, std::string name, AgentReach reach,
                   SiteCode code, World::Preparation preparation = World::Preparation::kNone) {
  reach.table = plan.number;
  return world.add_agent(
      std::move(name), std::move(reach),
      [geometry = plan.table.image.geometry(), code = std::move(code)](AgentRun& run) {
        code({run, geometry});
      },
      preparation);
}

void check_receiver(AgentRun& run) {
  run.effect([table = run.reach().table](WorldState& state) {
    state.tables[table].promises->check_receiver(Cycles(0));
  });
}

/// At the end the reader reads until nothing is left, and the receiver must have the guest's view.
void settle(const Site& site, ExploredReader& reader) {
  site.run.rest();
  ExploringPort port = site.port(Role::kReader);
  reader.read_until_clean(port);
  check_receiver(site.run);
}

/// Descriptors are told apart by the agents that open them.
ExploredReader open_reader(AgentRun& run) { return {run, static_cast<int>(run.agent())}; }

/// A reader that makes this many reads, each large enough for the whole table, and settles.
void add_reader(World& world, const TablePlan& plan, unsigned reads) {
  add_agent(world, plan, "reader", {0, all_entries(plan), {kEntry}}, [reads](const Site& site) {
    ExploredReader reader = open_reader(site.run);
    ExploringPort port = site.port(Role::kReader);
    for (unsigned i = 0; i < reads; ++i) reader.read(port, ExploredReader::kWholeTable);
    settle(site, reader);
  });
}

using Hcall = std::function<void(HptPort&, Partition&)>;

/// A processor in the hypervisor, at one entry.
unsigned add_hcall(World& world, const TablePlan& plan, const std::string& name, HpteIndex index,
                   Hcall hcall) {
  return add_agent(world, plan, name, {0, {index}, {index}, PageRecords::kUsed},
                   [hcall = std::move(hcall)](const Site& site) {
                     ExploringPort port = site.port(Role::kProcessor);
                     hcall(port, site.run.partition());
                   });
}

/// A processor in the guest that loads and stores the page of an entry.
void add_processor(World& world, const TablePlan& plan, HpteIndex index,
                   std::vector<AccessKind> accesses) {
  const unsigned number = world.add_processor();
  add_agent(world, plan, "processor", {0, all_entries(plan), {index}},
            [number, index, accesses = std::move(accesses)](const Site& site) {
              ExploredProcessor processor(site.run, number);
              ExploringPort port = site.port(Role::kProcessor);
              for (const AccessKind kind : accesses) {
                if (!processor.access(port, segment_of(index), address_of(index), kind)) return;
              }
            });
}

Hcall enter(HpteIndex index) {
  return [index](HptPort& port, Partition& partition) {
    h_enter(port, partition, hcall_flag::kExact, index, entry_of(index));
  };
}
Hcall remove(HpteIndex index) {
  return [index](HptPort& port, Partition& partition) { h_remove(port, partition, 0, index, 0); };
}
Hcall protect(HpteIndex index) {
  return [index](HptPort& port, Partition& partition) {
    h_protect(port, partition, hpte_r::kPpReadOnly, index, 0);
  };
}
Hcall clear_ref(HpteIndex index) {
  return [index](HptPort& port, Partition& partition) { h_clear_ref(port, partition, index); };
}
Hcall clear_mod(HpteIndex index) {
  return [index](HptPort& port, Partition& partition) { h_clear_mod(port, partition, index); };
}
Hcall withdraw(HpteIndex index) {
  return
      [index](HptPort& port, Partition& partition) { withdraw_host_page(port, partition, index); };
}

Hcall harvest(HpteIndex index) {
  return [index](HptPort& port, Partition& partition) { harvest_changed(port, partition, index); };
}

/// The entry that the slot holds before.
enum class Before : std::uint8_t { kFree, kEntered, kUsed };

TablePlan& add_table(World& world, Before before, HpteIndex index = kEntry) {
  TablePlan& plan = world.add_table(1);
  if (before != Before::kFree) place(plan, index);
  if (before == Before::kUsed) set_by_hardware(plan, index, hpte_r::kRc);
  plan.table.watch();
  return plan;
}

/// A reader in its first pass and the one after, against hcalls at one entry.
std::function<void(World&)> reader_against(Before before,
                                           std::vector<std::pair<std::string, Hcall>> hcalls) {
  return [before, hcalls = std::move(hcalls)](World& world) {
    TablePlan& plan = add_table(world, before);
    add_reader(world, plan, 2);
    for (const auto& [name, hcall] : hcalls) add_hcall(world, plan, name, kEntry, hcall);
  };
}

/// A processor that has loaded, so that its store finds a translation without C, against an hcall.
/// A reader has opened the table, and reads at the end.
std::function<void(World&)> walk_against(const std::string& name, Hcall hcall) {
  return [name, hcall = std::move(hcall)](World& world) {
    TablePlan& plan = add_table(world, Before::kEntered);
    add_reader(world, plan, 0);
    add_processor(world, plan, kEntry, {AccessKind::kLoad, AccessKind::kStore});
    add_hcall(world, plan, name, kEntry, hcall);
  };
}

void reader_and_walk(World& world) {
  TablePlan& plan = add_table(world, Before::kEntered);
  add_reader(world, plan, 2);
  add_processor(world, plan, kEntry, {AccessKind::kLoad, AccessKind::kStore});
}

void reader_walk_and_remove(World& world) {
  TablePlan& plan = add_table(world, Before::kEntered);
  add_reader(world, plan, 1);
  add_processor(world, plan, kEntry, {AccessKind::kStore});
  add_hcall(world, plan, "H_REMOVE", kEntry, remove(kEntry));
}

/// A later pass, to which everything has been sent before: it finds nothing, unless hardware has
/// set R or C or someone has noted a change.
std::function<void(World&)> later_pass_against(const std::string& name, Hcall hcall) {
  return [name, hcall = std::move(hcall)](World& world) {
    TablePlan& plan = add_table(world, Before::kEntered);
    const auto code = [](const Site& site) {
      ExploredReader reader = open_reader(site.run);
      ExploringPort port = site.port(Role::kReader);
      reader.read(port, ExploredReader::kWholeTable);
      site.run.start();
      reader.read(port, ExploredReader::kWholeTable);
      settle(site, reader);
    };
    add_agent(world, plan, "reader", {0, all_entries(plan), {kEntry}}, code,
              World::Preparation::kSome);
    add_processor(world, plan, kEntry, {AccessKind::kStore});
    add_hcall(world, plan, name, kEntry, hcall);
  };
}

/// Each reader takes changes from the other (R33), so neither receiver alone is complete; that
/// nothing is left unreported is what the last read of zero says.
void two_readers(World& world) {
  TablePlan& plan = add_table(world, Before::kEntered);
  const auto code = [](const Site& site) {
    ExploredReader reader = open_reader(site.run);
    ExploringPort port = site.port(Role::kReader);
    reader.read(port, ExploredReader::kWholeTable);
    site.run.rest();
    reader.read_until_clean(port);
  };
  add_agent(world, plan, "reader A", {0, all_entries(plan), {kEntry}}, code);
  add_agent(world, plan, "reader B", {0, all_entries(plan), {kEntry}}, code);
  add_hcall(world, plan, "H_PROTECT", kEntry, protect(kEntry));
}

void send(AgentRun& run, std::span<const std::byte> chunk) {
  run.effect([bytes = std::vector(chunk.begin(), chunk.end())](WorldState& state) {
    state.link->chunks.push_back(bytes);
  });
}

/// The first chunk on the link: its bytes, a word each.
Observed first_chunk(const WorldState& state) {
  Observed bytes;
  if (state.link->chunks.empty()) return bytes;
  for (const std::byte one : state.link->chunks.front()) {
    bytes.push_back(std::to_integer<std::uint64_t>(one));
  }
  return bytes;
}

/// Waits for a chunk; nothing at the link's end.
std::vector<std::byte> receive(AgentRun& run) {
  const Observed bytes = run.await(
      [](const WorldState& state) { return state.link->closed || !state.link->chunks.empty(); },
      first_chunk);
  if (bytes.empty()) return {};
  run.effect([](WorldState& state) { state.link->chunks.pop_front(); });
  std::vector<std::byte> chunk;
  for (const std::uint64_t byte : bytes) chunk.push_back(static_cast<std::byte>(byte));
  return chunk;
}

void write_chunks(const Site& site) {
  const HtabWriter writer({});
  ExploringPort port = site.port(Role::kProcessor);
  for (;;) {
    const std::vector<std::byte> chunk = receive(site.run);
    if (chunk.empty()) return;
    writer.write(port, site.run.partition(), chunk);
  }
}

/// Reads, then reads on until nothing is left once the guest has ended.
void send_all(World& world, const Site& site, unsigned guest, unsigned destination) {
  ExploredReader reader = open_reader(site.run);
  ExploringPort port = site.port(Role::kReader);
  const auto send_some = [&] {
    const auto chunk = reader.read(port, ExploredReader::kWholeTable);
    if (!chunk.empty()) send(site.run, chunk);
    return !chunk.empty();
  };
  send_some();
  site.run.await([&world, guest](const WorldState& state) { return world.ended(state, guest); });
  while (send_some()) continue;
  site.run.effect([](WorldState& state) { state.link->closed = true; });
  site.run.rest();
  check_receiver(site.run);
  site.run.effect([source = site.run.reach().table, destination](WorldState& state) {
    state.require_equal(source, destination);
  });
}

/// A migration whose destination is written while the source is read and changed.
void reader_and_writer(World& world) {
  TablePlan& source = add_table(world, Before::kUsed);
  TablePlan& destination = world.add_table(1);
  world.add_link();
  constexpr unsigned kGuest = 1;  // the number of the agent after the next
  add_agent(
      world, source, "reader", {0, all_entries(source), {kEntry}},
      [&world, to = destination.number](const Site& site) { send_all(world, site, kGuest, to); });
  add_hcall(world, source, "H_PROTECT", kEntry, protect(kEntry));
  add_agent(world, destination, "writer",
            {0, all_entries(destination), all_entries(destination), PageRecords::kUsed},
            write_chunks);
}

/// A table of two entries. `first_v` is what the first one has besides.
TablePlan& add_table_of_two(World& world, std::uint64_t first_v) {
  TablePlan& plan = world.add_table(1);
  place(plan, kFirst, 0, first_v);
  place(plan, kOther);
  plan.table.watch();
  return plan;
}

/// A migration's client, of a table of two entries, which it has read in a first pass.
void add_client(World& world, const TablePlan& plan,
                std::function<void(const Site&, ExploredReader&)> code) {
  add_agent(
      world, plan, "client", {0, all_entries(plan), {kFirst, kOther}},
      [code = std::move(code)](const Site& site) {
        ExploredReader reader = open_reader(site.run);
        ExploringPort port = site.port(Role::kReader);
        reader.read(port, ExploredReader::kWholeTable);
        site.run.start();
        code(site, reader);
      },
      World::Preparation::kSome);
}

/// Iterations that a time limit ends after one entry (R64), then the guest stops and the client
/// completes.
std::function<void(World&)> migration(Completion completion) {
  return [completion](World& world) {
    TablePlan& plan = add_table_of_two(world, 0);
    constexpr unsigned kLow = 1, kHigh = 2;  // the numbers of the agents that come next
    const auto guest_ended = [&world](const WorldState& state) {
      return world.ended(state, kLow) && world.ended(state, kHigh);
    };
    add_client(world, plan, [guest_ended, completion](const Site& site, ExploredReader& reader) {
      ExploringPort port = site.port(Role::kReader);
      reader.read(port, ExploredReader::kOneEntry);
      site.run.await(guest_ended);
      if (completion == Completion::full_scan) {
        reader.read_until_clean(port);
      } else {
        while (!reader.read(port, ExploredReader::kWholeTable).empty()) continue;
      }
      site.run.rest();
      check_receiver(site.run);
    });
    add_hcall(world, plan, "H_PROTECT", kFirst, protect(kFirst));
    add_hcall(world, plan, "H_REMOVE", kOther, remove(kOther));
  };
}

/// The guest's hcall that moves it to another table of the size of this one, which is ready.
void add_commit(World& world, TablePlan& plan, std::vector<HpteIndex> entries) {
  const unsigned order = plan.table.image.geometry().order();
  plan.partition.pending_table = PendingTable{.order = order, .found_ready = true};
  add_agent(world, plan, "H_RESIZE_HPT_COMMIT",
            {0, all_entries(plan), std::move(entries), PageRecords::kUsed},
            [order](const Site& site) {
              ExploringPort port = site.port(Role::kProcessor);
              commit_new_table(port, site.run.partition(), order);
            });
}

/// Another processor's hcall, which a commit waits for.
void add_hcall_that_can_be_held(World& world, const TablePlan& plan, const std::string& name,
                                HpteIndex index, Hcall hcall) {
  add_agent(world, plan, name, {0, {index}, {index}, PageRecords::kUsed},
            [hcall = std::move(hcall)](const Site& site) {
              ExploringPort port = site.port(Role::kProcessor);
              site.run.begin_work(OperationKind::hcall, 0);
              hcall(port, site.run.partition());
              site.run.end_work();
            });
}

/// A processor stores to the page of a bolted entry, and faults while that is ABSENT: from the
/// beginning, or once the commit has made it so.
enum class EntryBefore : std::uint8_t { kValid, kAbsent };

void commit_and_store(World& world, EntryBefore before) {
  TablePlan& plan = world.add_table(1);
  place(plan, kEntry, 0, hpte_v::kBolted);
  if (before == EntryBefore::kAbsent) {
    FunctionalHptPort port(plan.table.image);
    withdraw_host_page(port, plan.partition, kEntry);
  }
  plan.table.watch();
  add_commit(world, plan, {kEntry});
  const unsigned number = world.add_processor();
  add_agent(world, plan, "processor", {0, all_entries(plan), {kEntry}, PageRecords::kUsed},
            [number](const Site& site) {
              ExploredProcessor processor(site.run, number);
              ExploringPort port = site.port(Role::kProcessor);
              processor.access_with_faults(port, segment_of(kEntry), address_of(kEntry),
                                           AccessKind::kStore);
            });
  add_hcall_that_can_be_held(world, plan, "H_CLEAR_REF", kEntry, clear_ref(kEntry));
  add_agent(world, plan, "reader", {}, [](const Site& site) {
    site.run.rest();
    ExploredReader reader = open_reader(site.run);
    ExploringPort port = site.port(Role::kReader);
    reader.read_until_clean(port);
    check_receiver(site.run);
  });
}

/// A client in a later pass while the guest's table is replaced, which keeps the first of its two
/// entries only. Then the client opens another descriptor, or reads on.
enum class AfterCommit : std::uint8_t { kOpensAnew, kReadsOn };

constexpr unsigned kCommit = 1;         // the agent after the client
constexpr int kAnotherDescriptor = 99;  // no agent has this number

void read_over_commit(const World& world, const Site& site, ExploredReader& reader,
                      AfterCommit after) {
  const auto committed = [&world](const WorldState& state) { return world.ended(state, kCommit); };
  ExploringPort port = site.port(Role::kReader);
  // It looks and reads under its own lock.
  const Observed new_table = site.run.begin_work(
      OperationKind::read, ExploredReader::kOneEntry,
      [committed](const WorldState& state) { return Observed{committed(state) ? 1U : 0U}; });
  if (new_table.front() == 0) reader.read_at_work(port, ExploredReader::kOneEntry);
  site.run.end_work();
  site.run.await(committed);
  if (after == AfterCommit::kReadsOn) {
    reader.read_until_clean(port);
    return settle(site, reader);
  }
  site.run.effect([table = site.run.reach().table](WorldState& state) {
    state.tables[table].promises->renew_receiver();
  });
  ExploredReader anew(site.run, kAnotherDescriptor);
  anew.read_until_clean(port);
  settle(site, anew);
}

std::function<void(World&)> migration_and_commit(AfterCommit after) {
  return [after](World& world) {
    TablePlan& plan = add_table_of_two(world, hpte_v::kBolted);
    add_client(world, plan, [&world, after](const Site& site, ExploredReader& reader) {
      read_over_commit(world, site, reader, after);
    });
    add_commit(world, plan, {kFirst, kOther});
    add_hcall_that_can_be_held(world, plan, "H_PROTECT", kFirst, protect(kFirst));
  };
}

std::vector<Scenario> make_scenarios() {
  return {
      {"reader_enter",
       "two passes of a reader, and H_ENTER into a free slot",
       reader_against(Before::kFree, {{"H_ENTER", enter(kEntry)}}),
       {}},
      {"reader_remove",
       "two passes of a reader, and H_REMOVE of an entry that was stored to",
       reader_against(Before::kUsed, {{"H_REMOVE", remove(kEntry)}}),
       {}},
      {"reader_protect",
       "two passes of a reader, and H_PROTECT",
       reader_against(Before::kUsed, {{"H_PROTECT", protect(kEntry)}}),
       {}},
      {"reader_clear_ref",
       "two passes of a reader, and H_CLEAR_REF",
       reader_against(Before::kUsed, {{"H_CLEAR_REF", clear_ref(kEntry)}}),
       {}},
      {"reader_clear_mod",
       "two passes of a reader, and H_CLEAR_MOD",
       reader_against(Before::kUsed, {{"H_CLEAR_MOD", clear_mod(kEntry)}}),
       {}},
      {"reader_unmap",
       "two passes of a reader, and the host withdraws the page",
       reader_against(Before::kUsed, {{"host", withdraw(kEntry)}}),
       {}},
      {"reader_dirty_log",
       "two passes of a reader, and KVM_GET_DIRTY_LOG takes C",
       reader_against(Before::kUsed, {{"host", harvest(kEntry)}}),
       {}},
      {"reader_walk",
       "two passes of a reader, and a processor that loads, then stores",
       reader_and_walk,
       {}},
      {"walk_remove",
       "a processor that loads, then stores, and H_REMOVE",
       walk_against("H_REMOVE", remove(kEntry)),
       {}},
      {"walk_protect",
       "a processor that loads, then stores, and H_PROTECT",
       walk_against("H_PROTECT", protect(kEntry)),
       {}},
      {"walk_clear_ref",
       "a processor that loads, then stores, and H_CLEAR_REF",
       walk_against("H_CLEAR_REF", clear_ref(kEntry)),
       {}},
      {"walk_clear_mod",
       "a processor that loads, then stores, and H_CLEAR_MOD",
       walk_against("H_CLEAR_MOD", clear_mod(kEntry)),
       {}},
      {"walk_unmap",
       "a processor that loads, then stores, and the host withdraws the page",
       walk_against("host", withdraw(kEntry)),
       {}},
      {"walk_dirty_log",
       "a processor that loads, then stores, and KVM_GET_DIRTY_LOG takes C",
       walk_against("host", harvest(kEntry)),
       {}},
      {"two_readers", "a pass of each of two readers, and H_PROTECT", two_readers, {}},
      {"reader_protect_remove",
       "two passes of a reader, H_PROTECT and H_REMOVE of one entry",
       reader_against(Before::kUsed,
                      {{"H_PROTECT", protect(kEntry)}, {"H_REMOVE", remove(kEntry)}}),
       {}},
      {"reader_remove_enter",
       "two passes of a reader, H_REMOVE and H_ENTER of one slot",
       reader_against(Before::kUsed, {{"H_REMOVE", remove(kEntry)}, {"H_ENTER", enter(kEntry)}}),
       {}},
      {"reader_walk_remove",
       "a pass of a reader, a processor that stores, and H_REMOVE",
       reader_walk_and_remove,
       {}},
      {"later_pass_walk_remove",
       "a later pass of a reader, a processor that stores, and H_REMOVE",
       later_pass_against("H_REMOVE", remove(kEntry)),
       {}},
      {"later_pass_walk_unmap",
       "a later pass of a reader, a processor that stores, and the host withdraws the page",
       later_pass_against("host", withdraw(kEntry)),
       {}},
      {"later_pass_walk_dirty_log",
       "a later pass of a reader, a processor that stores, and KVM_GET_DIRTY_LOG takes C",
       later_pass_against("host", harvest(kEntry)),
       {}},
      {"reader_writer",
       "source and destination of a migration, and H_PROTECT on the source",
       reader_and_writer,
       {}},
      {"migration_full_scan",
       "migration.completion=full_scan: a scan of the whole stopped guest that finds nothing",
       migration(Completion::full_scan),
       {}},
      {"migration_first_zero",
       "migration.completion=first_zero: the first read of 0 after the stop (R34, R64)",
       migration(Completion::first_zero), StreamPromise::no_lost_update},
      {"commit_store",
       "the guest moves to another table, and a processor stores",
       [](World& world) { commit_and_store(world, EntryBefore::kValid); },
       {}},
      {"commit_fault",
       "the same, and the host has withdrawn the page before",
       [](World& world) { commit_and_store(world, EntryBefore::kAbsent); },
       {}},
      {"migration_resize",
       "migration.on_resize=begin_anew: a client opens anew once the guest has another table (R56)",
       migration_and_commit(AfterCommit::kOpensAnew),
       {}},
      {"migration_resize_read_on",
       "migration.on_resize=read_on: it reads its descriptor on, and misses what is gone (R56)",
       migration_and_commit(AfterCommit::kReadsOn), StreamPromise::zero_means_none},
  };
}

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = make_scenarios();
  return all;
}

}  // namespace htabsim
