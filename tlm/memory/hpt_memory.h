// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include "htabsim/model/hpt/image.h"
#include "htabsim/tlm/kit/cycle_queue.h"
#include "htabsim/tlm/kit/part.h"
#include "htabsim/tlm/kit/race_counters.h"
#include "htabsim/tlm/kit/shared_target_socket.h"
#include "htabsim/tlm/kit/timeline.h"
#include "htabsim/tlm/memory/entry_event.h"
#include "htabsim/tlm/memory/external_memory.h"
#include "htabsim/tlm/memory/guest_table.h"
#include "htabsim/tlm/memory/hpt_protocol.h"
#include "htabsim/tlm/memory/store_queues.h"

namespace htabsim {

/// Sees each change of the table or its reverse map at the moment it takes effect.
class HptObserver {
 public:
  virtual ~HptObserver() = default;
  virtual void on_change(HpteIndex index, EntryEventKind part, InitiatorId initiator,
                         Cycles cycle) = 0;
  /// Another table has taken the old one's place.
  virtual void on_table_switched(Cycles cycle) = 0;
};

struct HptMemoryCounters {
  std::uint64_t line_reads = 0;
  std::uint64_t word_reads = 0;
  std::uint64_t word_writes = 0;
  std::uint64_t atomics = 0;
  std::uint64_t atomics_failed = 0;
  std::uint64_t rc_byte_writes = 0;
  std::uint64_t data_reads = 0;   ///< lines of the guest's memory
  std::uint64_t data_writes = 0;  ///< likewise
  std::uint64_t bank_wait_cycles = 0;
  std::uint64_t lines_with_locked_entry = 0;
  std::uint64_t rc_writes_to_changed_entry = 0;  ///< changed since the walk matched it
  std::uint64_t cycles_with_several_requests = 0;
  std::uint64_t tables_switched = 0;
  std::uint64_t stores_queued = 0;
  std::uint64_t loads_from_store_queue = 0;
  std::uint64_t store_wait_cycles = 0;  ///< of agents, until stores of theirs were visible
};
BOOST_DESCRIBE_STRUCT(HptMemoryCounters, (),
                      (line_reads, word_reads, word_writes, atomics, atomics_failed, rc_byte_writes,
                       data_reads, data_writes, bank_wait_cycles, lines_with_locked_entry,
                       rc_writes_to_changed_entry, cycles_with_several_requests, tables_switched,
                       stores_queued, loads_from_store_queue, store_wait_cycles))

/// What a request to memory is for, its data apart.
struct HptMemoryRequest {
  tlm::tlm_command command = tlm::TLM_READ_COMMAND;
  std::uint64_t address = 0;
  unsigned bytes = 0;
  Lpid lpid{};
};

/// What the memory is at.
struct HptMemoryState {
  std::uint64_t requests_in_this_cycle = 0;
};
BOOST_DESCRIBE_STRUCT(HptMemoryState, (), (requests_in_this_cycle))

/// The hashed page tables and reverse maps of a host's guests in its memory, in time, and what of
/// the guests' own memory takes time.
///
/// A request takes effect in the middle of its cycle, same-cycle requests in the order of their
/// initiators. It is answered after the latency of the nearest cache that holds the line; a line
/// that no cache holds comes from memory, after a wait for its bank, or from outside if
/// memory.external is true. A request whose delay lies before any other activity of the simulation
/// is served at once, and the time of its answer returned as delay.
///
/// With memory.store_queue_entries a store of software's is answered when it is issued, and takes
/// effect when its line is there (StoreQueue).
///
/// A payload that HptProtocol does not allow gets an error response and changes nothing. A debug
/// access reads or writes any bytes of the table, the reverse map and the page records, without
/// time, count or observer.
class HptMemory final : public Part, public HptDirect {
 public:
  /// Any number of masters, each with one transaction at a time: another one that comes meanwhile
  /// is refused with TLM_GENERIC_ERROR_RESPONSE.
  SharedTargetSocket<HptMemory, HptProtocol> masters;
  ExternalMemory external;

  /// The guests' tables, in the order of their numbers. Masters are on cores 0 to `cores` - 1.
  HptMemory(const sc_core::sc_module_name& name, const Sim& sim,
            const std::vector<GuestTable>& tables, unsigned cores);
  ~HptMemory() override;

  /// Tells `observer` of each change of the guest's table from now on.
  void observe(HptObserver& observer, Lpid lpid = {}) {
    table_of(lpid).observers.push_back(&observer);
  }
  /// Before time begins: the lines that caches hold after a request.
  void touch(CoreId core, const HptMemoryRequest& request);
  /// Before time begins: the caches of all cores; nothing without memory.caches.
  [[nodiscard]] std::optional<CoherentCaches>& caches() { return caches_; }
  /// Puts another table in the place of a guest's, on a whole cycle while nobody uses it. It
  /// lies elsewhere in the host's memory, so no cache has lines of it.
  void switch_table(Lpid lpid, HptImage table);
  /// How often that was done.
  [[nodiscard]] std::uint64_t switches(Lpid lpid = {}) const { return table_of(lpid).switches; }
  /// Returns when all that the initiator has stored has taken effect, on a whole cycle. From a
  /// SystemC thread.
  void wait_for_stores_of(InitiatorId initiator);
  /// Keeps the entry that an initiator touched last.
  void follow(InitiatorId initiator) { followed_ = initiator; }
  [[nodiscard]] HpteIndex followed_at() const { return followed_at_; }

  /// The contents of a guest's table, free of time.
  [[nodiscard]] const HptImage& image(Lpid lpid = {}) const { return *table_of(lpid).image; }
  [[nodiscard]] const HptMemoryCounters& counters() const { return counters_; }
  /// Those of stores that were on their way.
  [[nodiscard]] const RaceCounters& store_races() const { return store_races_; }
  /// Of all reads of the table, where their lines were; nothing is counted without caches.
  [[nodiscard]] const LineSourceCounts& reads_from() const { return reads_from_; }

  Loaded load(const HptExtension& by, std::uint64_t address, Cycles cycle) override;
  Scanned scan(const HptExtension& by, const Way& way, Cycles cycle, Cycles until) override;
  [[nodiscard]] bool has_stores_of(InitiatorId initiator) const override {
    return stores_ && !stores_->empty(initiator);
  }
  [[nodiscard]] bool must_wait(const tlm::tlm_generic_payload& payload,
                               const HptExtension& extension) const override {
    return stores_ && stores_->hold_back(payload, extension);
  }
  Cycles serve(tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle) override;

  [[nodiscard]] std::string title() const override { return "memory"; }
  void report(Report& report) const override;
  [[nodiscard]] PartState state() const override;
  [[nodiscard]] std::optional<EventHash> events() const override { return events_; }

 private:
  /// What takes effect in a cycle: an initiator's transaction, whose thread waits for `answered`,
  /// or, before it, stores of the same initiator that were issued sooner.
  struct Pending {
    InitiatorId initiator{};
    tlm::tlm_generic_payload* payload = nullptr;  // null: a store's line is there
    Cycles* answer = nullptr;
    sc_core::sc_event* answered = nullptr;
    std::uint64_t store = 0;  // its number in the initiator's queue

    friend bool operator<(const Pending& a, const Pending& b) {
      if (a.initiator != b.initiator) return a.initiator < b.initiator;
      return std::pair(a.payload != nullptr, a.store) < std::pair(b.payload != nullptr, b.store);
    }
  };

  /// A transaction that waits until stores of its initiator have taken effect.
  struct HeldBack {
    Pending request;
    Cycles since;
  };

  /// What a store puts where.
  struct StoredBytes {
    std::uint64_t address = 0;
    unsigned bytes = 0;
    std::uint64_t value = 0;
  };

  /// What a master's transaction waits for.
  struct Asking {
    sc_core::sc_event answered;
    bool waits = false;
  };

  /// A guest's, and who watches it.
  struct Table {
    HptImage* image = nullptr;
    std::uint64_t switches = 0;
    std::vector<HptObserver*> observers;
  };

  [[nodiscard]] Table& table_of(Lpid lpid) { return tables_[static_cast<std::size_t>(lpid)]; }
  [[nodiscard]] const Table& table_of(Lpid lpid) const {
    return tables_[static_cast<std::size_t>(lpid)];
  }
  void b_transport(int master, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  void allow_direct(tlm::tlm_generic_payload& payload);
  [[nodiscard]] tlm::tlm_response_status check(const tlm::tlm_generic_payload& payload) const;
  Loaded load_from_memory(const HptExtension& by, std::uint64_t address, Cycles cycle);
  Loaded load_beside_stores(const HptExtension& by, std::uint64_t address, Cycles cycle);
  [[nodiscard]] Cycles longest_look(Cycles cycle) const;
  /// Whether what the scan loads of the entry is in the L1 of who scans.
  [[nodiscard]] bool are_in_l1(const HptExtension& by, const EntryScan& scan,
                               HpteIndex index) const;
  Scanned scan_in_l1(const HptExtension& by, Way way, Cycles cycle, Cycles until);
  Asking& asking(int master);
  void serve_cycle(std::span<const Pending> requests, Cycles cycle);
  void serve_in_turn(const Pending& request, Cycles cycle);
  Cycles issue_store(const tlm::tlm_generic_payload& payload, const HptExtension& extension,
                     Cycles cycle);
  void send_stores(StoreQueues::Owner& owner, Cycles cycle);
  /// From `cycle` on, until the owner has the line of an address for itself.
  Cycles time_to_own(const StoreQueues::Owner& owner, std::uint64_t address, Cycles cycle);
  void store_takes_effect(const Pending& store, Cycles cycle);
  void serve_held_back(InitiatorId initiator, Cycles cycle);
  void answer(const Pending& request, Cycles cycle, Cycles answered);
  void serve_from_outside(const Pending& request, Cycles cycle);
  void take_effect(tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle);
  void find_line(const tlm::tlm_generic_payload& payload, HptExtension& extension);
  /// Whether it needs a line that no cache holds.
  [[nodiscard]] bool needs_memory(const tlm::tlm_generic_payload& payload,
                                  const HptExtension& extension) const;
  [[nodiscard]] LineNumber line_of(std::uint64_t address, Lpid lpid) const;
  LineSource reach(CoreId core, const HptMemoryRequest& request);
  Cycles occupy_bank(std::uint64_t address, Cycles cycle, std::uint64_t busy);
  void count(const tlm::tlm_generic_payload& payload, const HptExtension& extension);
  /// `line`: the latency of a line from memory.
  [[nodiscard]] Cycles cost(const tlm::tlm_generic_payload& payload, const HptExtension& extension,
                            Cycles line) const;
  [[nodiscard]] Cycles read_cost(LineSource source, unsigned bytes, Cycles line) const;
  [[nodiscard]] Cycles data_cost(const tlm::tlm_generic_payload& payload,
                                 const HptExtension& extension) const;
  [[nodiscard]] Cycles beyond_l1(LineSource source, Cycles line) const;
  void perform(tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle);
  void tell_observers(const Table& table, const StoredBytes& stored, InitiatorId by, Cycles cycle);
  void read(tlm::tlm_generic_payload& payload, Lpid lpid);
  void note_position(std::uint64_t address, InitiatorId initiator);
  static void put(HptImage& image, const StoredBytes& stored);
  bool write(HptImage& image, const StoredBytes& stored, HptExtension& extension);

  const MemoryConfig& config_;
  std::vector<Table> tables_;  // by LPID
  CycleQueue<Pending> queue_;
  std::deque<Asking> asking_;  // by master
  std::size_t cores_;
  std::optional<CoherentCaches> caches_;
  std::vector<Cycles> bank_free_;
  std::optional<InitiatorId> followed_;
  HpteIndex followed_at_;
  HptMemoryCounters counters_;
  LineSourceCounts reads_from_{};
  std::optional<StoreQueues> stores_;
  std::map<InitiatorId, HeldBack> held_back_;
  sc_core::sc_event stores_ended_;  // of some initiator
  RaceCounters store_races_;
  TimelineCounter stores_on_their_way_;
  EventHash events_;
};

}  // namespace htabsim
