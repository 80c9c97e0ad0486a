// SPDX-License-Identifier: Apache-2.0
#include <cassert>
#include <deque>
#include <memory>
#include <utility>

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

std::vector<HpteIndex> all_entries(const ExploredTable& table) {
  std::vector<HpteIndex> entries;
  for (HpteIndex index; table.image.geometry().contains(index); ++index) entries.push_back(index);
  return entries;
}

void place(ExploredTable& table, HpteIndex index, std::uint64_t rc = 0, std::uint64_t v = 0) {
  FunctionalHptPort port(table.image);
  // Bits that the host's record has are hardware's from the start.
  table.image.merge_page_rc(GuestReal(entry_of(index).r & hpte_r::kRpn), rc);
  const EnterResult entered =
      h_enter(port, table.partition, hcall_flag::kExact, index, entry_of(index, rc, v));
  assert(entered.status == HcallStatus::kSuccess);
  static_cast<void>(entered);
}

/// Makes hardware set bits that the guest's dword 1 lacks.
void set_by_hardware(ExploredTable& table, HpteIndex index, std::uint64_t rc) {
  table.image.store(index, HpteDword::k1, table.image.load(index, HpteDword::k1) | rc);
}

/// A reader that makes this many reads, each large enough for the whole table.
ExploredReader& add_reader(World& world, ExploredTable& table, const std::string& name,
                           unsigned reads) {
  ExploredReader& reader = world.add_reader(table);
  ExploredAgent& agent = world.add_agent(name, {table.number, all_entries(table), {kEntry}});
  ExploringPort& port = world.add_port(table, &agent, ExploringPort::Role::kReader);
  world.set_body(agent, [&reader, &port, &agent, reads] {
    for (unsigned i = 0; i < reads; ++i) reader.read(port, &agent, ExploredReader::kWholeTable);
  });
  return reader;
}

using Hcall = std::function<void(HptPort&, Partition&)>;

/// A processor in the hypervisor, at one entry.
ExploredAgent& add_hcall(World& world, ExploredTable& table, const std::string& name,
                         HpteIndex index, Hcall hcall) {
  ExploredAgent& agent =
      world.add_agent(name, {table.number, {index}, {index}, PageRecords::kUsed});
  ExploringPort& port = world.add_port(table, &agent, ExploringPort::Role::kProcessor);
  world.set_body(agent,
                 [&table, &port, hcall = std::move(hcall)] { hcall(port, table.partition); });
  return agent;
}

/// A processor in the guest that loads and stores the page of an entry.
void add_processor(World& world, ExploredTable& table, HpteIndex index,
                   std::vector<AccessKind> accesses) {
  ExploredAgent& agent = world.add_agent("processor", {table.number, all_entries(table), {index}});
  ExploringPort& port = world.add_port(table, &agent, ExploringPort::Role::kProcessor);
  ExploredProcessor& processor = world.add_processor(table, agent);
  world.set_body(agent, [&processor, &port, index, accesses = std::move(accesses)] {
    for (const AccessKind kind : accesses) {
      if (!processor.access(port, segment_of(index), address_of(index), kind)) return;
    }
  });
}

/// At the end the reader reads until nothing is left, and the receiver must have the guest's view.
void settle(World& world, ExploredTable& table, ExploredReader& reader) {
  ExploringPort& port = world.add_port(table, nullptr, ExploringPort::Role::kReader);
  world.set_finish([&table, &reader, &port] {
    reader.read_until_clean(port, nullptr);
    table.promises->check_receiver(Cycles(0));
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

ExploredTable& add_table(World& world, Before before, HpteIndex index = kEntry) {
  ExploredTable& table = world.add_table(1);
  if (before != Before::kFree) place(table, index);
  if (before == Before::kUsed) set_by_hardware(table, index, hpte_r::kRc);
  table.watch();
  return table;
}

/// A reader in its first pass and the one after, against hcalls at one entry.
std::function<void(World&)> reader_against(Before before,
                                           std::vector<std::pair<std::string, Hcall>> hcalls) {
  return [before, hcalls = std::move(hcalls)](World& world) {
    ExploredTable& table = add_table(world, before);
    ExploredReader& reader = add_reader(world, table, "reader", 2);
    for (const auto& [name, hcall] : hcalls) add_hcall(world, table, name, kEntry, hcall);
    settle(world, table, reader);
  };
}

/// A processor that has loaded, so that its store finds a translation without C, against an hcall.
std::function<void(World&)> walk_against(const std::string& name, Hcall hcall) {
  return [name, hcall = std::move(hcall)](World& world) {
    ExploredTable& table = add_table(world, Before::kEntered);
    ExploredReader& reader = world.add_reader(table);
    add_processor(world, table, kEntry, {AccessKind::kLoad, AccessKind::kStore});
    add_hcall(world, table, name, kEntry, hcall);
    settle(world, table, reader);
  };
}

void reader_and_walk(World& world) {
  ExploredTable& table = add_table(world, Before::kEntered);
  ExploredReader& reader = add_reader(world, table, "reader", 2);
  add_processor(world, table, kEntry, {AccessKind::kLoad, AccessKind::kStore});
  settle(world, table, reader);
}

void reader_walk_and_remove(World& world) {
  ExploredTable& table = add_table(world, Before::kEntered);
  ExploredReader& reader = add_reader(world, table, "reader", 1);
  add_processor(world, table, kEntry, {AccessKind::kStore});
  add_hcall(world, table, "H_REMOVE", kEntry, remove(kEntry));
  settle(world, table, reader);
}

/// A later pass, to which everything has been sent before: it finds nothing, unless hardware has
/// set R or C or someone has noted a change.
std::function<void(World&)> later_pass_against(const std::string& name, Hcall hcall) {
  return [name, hcall = std::move(hcall)](World& world) {
    ExploredTable& table = add_table(world, Before::kEntered);
    ExploredReader& reader = world.add_reader(table);
    ExploringPort& before = world.add_port(table, nullptr, ExploringPort::Role::kReader);
    reader.read(before, nullptr, ExploredReader::kWholeTable);
    ExploredAgent& agent = world.add_agent("reader", {table.number, all_entries(table), {kEntry}});
    ExploringPort& port = world.add_port(table, &agent, ExploringPort::Role::kReader);
    world.set_body(agent, [&] { reader.read(port, &agent, ExploredReader::kWholeTable); });
    add_processor(world, table, kEntry, {AccessKind::kStore});
    add_hcall(world, table, name, kEntry, hcall);
    settle(world, table, reader);
  };
}

/// Each reader takes changes from the other (R33), so neither receiver alone is complete; that
/// nothing is left unreported is what the last read of zero says.
void two_readers(World& world) {
  ExploredTable& table = add_table(world, Before::kEntered);
  ExploredReader& reader = add_reader(world, table, "reader A", 1);
  add_reader(world, table, "reader B", 1);
  add_hcall(world, table, "H_PROTECT", kEntry, protect(kEntry));
  ExploringPort& port = world.add_port(table, nullptr, ExploringPort::Role::kReader);
  world.set_finish([&reader, &port] { reader.read_until_clean(port, nullptr); });
}

/// Chunks of the stream on their way to the destination.
struct Link {
  std::deque<std::vector<std::byte>> chunks;
  bool closed = false;
};

void write_chunks(Link& link, ExploredAgent& agent, HptPort& port, Partition& partition) {
  const HtabWriter writer({});
  for (;;) {
    agent.await([&link] { return link.closed || !link.chunks.empty(); });
    if (link.chunks.empty()) return;
    const auto chunk = link.chunks.front();
    link.chunks.pop_front();
    writer.write(port, partition, chunk);
  }
}

/// A migration whose destination is written while the source is read and changed.
void reader_and_writer(World& world) {
  ExploredTable& source = add_table(world, Before::kUsed);
  ExploredTable& destination = world.add_table(1);
  ExploredReader& reader = world.add_reader(source);
  ExploredAgent& sender = world.add_agent("reader", {source.number, all_entries(source), {kEntry}});
  ExploringPort& from = world.add_port(source, &sender, ExploringPort::Role::kReader);
  ExploredAgent& guest = add_hcall(world, source, "H_PROTECT", kEntry, protect(kEntry));
  ExploredAgent& receiver = world.add_agent(
      "writer",
      {destination.number, all_entries(destination), all_entries(destination), PageRecords::kUsed});
  ExploringPort& to = world.add_port(destination, &receiver, ExploringPort::Role::kProcessor);

  const auto link = std::make_shared<Link>();
  world.set_body(sender, [&, link] {
    const auto send = [&] {
      const auto chunk = reader.read(from, &sender, ExploredReader::kWholeTable);
      if (!chunk.empty()) link->chunks.emplace_back(chunk.begin(), chunk.end());
      return !chunk.empty();
    };
    send();
    sender.await([&guest] { return guest.done(); });
    while (send()) continue;
    link->closed = true;
  });
  world.set_body(receiver, [&, link] { write_chunks(*link, receiver, to, destination.partition); });
  world.set_finish([&] {
    source.promises->check_receiver(Cycles(0));
    world.require_equal(source, destination);
  });
}

/// A migration's client that has done a first pass over a table of two entries.
struct Client {
  /// `first_v` is what the first entry has besides.
  Client(World& world, std::uint64_t first_v) : table(world.add_table(1)) {
    place(table, kFirst, 0, first_v);
    place(table, kOther);
    table.watch();
    reader = &world.add_reader(table);
    at_rest = &world.add_port(table, nullptr, ExploringPort::Role::kReader);
    reader->read(*at_rest, nullptr, ExploredReader::kWholeTable);
    agent = &world.add_agent("client", {table.number, all_entries(table), {kFirst, kOther}});
    port = &world.add_port(table, agent, ExploringPort::Role::kReader);
  }

  ExploredTable& table;
  ExploredReader* reader = nullptr;
  ExploringPort* at_rest = nullptr;  ///< for what happens before and after
  ExploredAgent* agent = nullptr;
  ExploringPort* port = nullptr;
};

/// Iterations that a time limit ends after one entry (R64), then the guest stops and the client
/// completes.
std::function<void(World&)> migration(Completion completion) {
  return [completion](World& world) {
    const Client client(world, 0);
    ExploredTable& table = client.table;
    ExploredAgent& low = add_hcall(world, table, "H_PROTECT", kFirst, protect(kFirst));
    ExploredAgent& high = add_hcall(world, table, "H_REMOVE", kOther, remove(kOther));
    world.set_body(*client.agent, [&low, &high, client, completion] {
      ExploredReader& reader = *client.reader;
      reader.read(*client.port, client.agent, ExploredReader::kOneEntry);
      client.agent->await([&] { return low.done() && high.done(); });
      if (completion == Completion::full_scan) {
        return reader.read_until_clean(*client.port, client.agent);
      }
      while (!reader.read(*client.port, client.agent, ExploredReader::kWholeTable).empty())
        continue;
    });
    world.set_finish([&table] { table.promises->check_receiver(Cycles(0)); });
  };
}

/// The guest's hcall that moves it to another table of the size of this one, which is ready.
ExploredAgent& add_commit(World& world, ExploredTable& table, std::vector<HpteIndex> entries) {
  const unsigned order = table.image.geometry().order();
  table.partition.pending_table = PendingTable{.order = order, .found_ready = true};
  ExploredAgent& agent =
      world.add_agent("H_RESIZE_HPT_COMMIT",
                      {table.number, all_entries(table), std::move(entries), PageRecords::kUsed});
  ExploringPort& port = world.add_port(table, &agent, ExploringPort::Role::kProcessor);
  world.set_body(agent, [&table, &port, order] { commit_new_table(port, table.partition, order); });
  return agent;
}

/// Another processor's hcall, which a commit waits for.
void add_hcall_that_can_be_held(World& world, ExploredTable& table, const std::string& name,
                                HpteIndex index, Hcall hcall) {
  ExploredAgent& agent =
      world.add_agent(name, {table.number, {index}, {index}, PageRecords::kUsed});
  ExploringPort& port = world.add_port(table, &agent, ExploringPort::Role::kProcessor);
  world.set_body(agent, [&table, &agent, &port, hcall = std::move(hcall)] {
    table.begin_work(agent, {OperationKind::hcall, HpteIndex(0), 0});
    hcall(port, table.partition);
    table.end_work();
  });
}

/// A processor stores to the page of a bolted entry, and faults while that is ABSENT: from the
/// beginning, or once the commit has made it so.
enum class EntryBefore : std::uint8_t { kValid, kAbsent };

void commit_and_store(World& world, EntryBefore before) {
  ExploredTable& table = world.add_table(1);
  place(table, kEntry, 0, hpte_v::kBolted);
  if (before == EntryBefore::kAbsent) {
    FunctionalHptPort port(table.image);
    withdraw_host_page(port, table.partition, kEntry);
  }
  table.watch();
  add_commit(world, table, {kEntry});
  ExploredAgent& agent = world.add_agent(
      "processor", {table.number, all_entries(table), {kEntry}, PageRecords::kUsed});
  ExploringPort& port = world.add_port(table, &agent, ExploringPort::Role::kProcessor);
  ExploredProcessor& processor = world.add_processor(table, agent);
  world.set_body(agent, [&processor, &port] {
    processor.access_with_faults(port, segment_of(kEntry), address_of(kEntry), AccessKind::kStore);
  });
  add_hcall_that_can_be_held(world, table, "H_CLEAR_REF", kEntry, clear_ref(kEntry));
  ExploringPort& at_rest = world.add_port(table, nullptr, ExploringPort::Role::kReader);
  world.set_finish([&world, &table, &at_rest] {
    world.add_reader(table).read_until_clean(at_rest, nullptr);
    table.promises->check_receiver(Cycles(0));
  });
}

/// A client in a later pass while the guest's table is replaced, which keeps the first of its two
/// entries only. Then the client opens another descriptor, or reads on.
enum class AfterCommit : std::uint8_t { kOpensAnew, kReadsOn };

std::function<void(World&)> migration_and_commit(AfterCommit after) {
  return [after](World& world) {
    const auto client = std::make_shared<Client>(world, hpte_v::kBolted);
    ExploredTable& table = client->table;
    ExploredAgent& commit = add_commit(world, table, {kFirst, kOther});
    add_hcall_that_can_be_held(world, table, "H_PROTECT", kFirst, protect(kFirst));
    world.set_body(*client->agent, [&world, &table, &commit, client, after] {
      ExploredAgent& agent = *client->agent;
      // It looks and reads under its own lock.
      table.begin_work(agent, {OperationKind::read, HpteIndex(0), ExploredReader::kOneEntry});
      const bool old_table = agent.observe(commit.done()) == 0;
      if (old_table) client->reader->read(*client->port, nullptr, ExploredReader::kOneEntry);
      table.end_work();
      agent.await([&commit] { return commit.done(); });
      if (after == AfterCommit::kOpensAnew) {
        table.promises->renew_receiver();
        client->reader = &world.add_reader(table);
      }
      client->reader->read_until_clean(*client->port, &agent);
    });
    world.set_finish([&table, client] {
      client->reader->read_until_clean(*client->at_rest, nullptr);
      table.promises->check_receiver(Cycles(0));
    });
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
