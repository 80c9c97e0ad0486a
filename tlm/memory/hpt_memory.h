// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <systemc>
#include <tlm_utils/simple_target_socket.h>

#include "htabsim/model/hpt/image.h"
#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/memory/hpt_protocol.h"

namespace htabsim {

/// Sees each change of the table or its reverse map at the moment it takes effect.
class HptObserver {
 public:
  /// A byte of R or C is hardware's store, but for H_CLEAR_REF's.
  enum class Part : std::uint8_t { kEntry, kRcByte, kReverseMap };

  virtual ~HptObserver() = default;
  virtual void on_change(HpteIndex index, Part part, InitiatorId initiator, Cycles cycle) = 0;
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
  std::uint64_t reads_from_l1 = 0;
  std::uint64_t reads_from_l2 = 0;
  std::uint64_t reads_from_l3 = 0;
  std::uint64_t reads_from_other_l2 = 0;
  std::uint64_t reads_from_other_l3 = 0;
  std::uint64_t reads_from_memory = 0;
  std::uint64_t bank_wait_cycles = 0;
  std::uint64_t lines_with_locked_entry = 0;
  std::uint64_t rc_writes_to_changed_entry = 0;  ///< changed since the walk matched it
  std::uint64_t cycles_with_several_requests = 0;
};
BOOST_DESCRIBE_STRUCT(HptMemoryCounters, (),
                      (line_reads, word_reads, word_writes, atomics, atomics_failed, rc_byte_writes,
                       data_reads, data_writes, reads_from_l1, reads_from_l2, reads_from_l3,
                       reads_from_other_l2, reads_from_other_l3, reads_from_memory,
                       bank_wait_cycles, lines_with_locked_entry, rc_writes_to_changed_entry,
                       cycles_with_several_requests))

/// What a request to memory is for, its data apart.
struct HptMemoryRequest {
  tlm::tlm_command command = tlm::TLM_READ_COMMAND;
  std::uint64_t address = 0;
  unsigned bytes = 0;
};

/// What the memory is at.
struct HptMemoryState {
  std::uint64_t requests_in_this_cycle = 0;
};
BOOST_DESCRIBE_STRUCT(HptMemoryState, (), (requests_in_this_cycle))

/// The hashed page table and its reverse map in host memory, in time, and what of the guest's own
/// memory takes time.
///
/// A request takes effect in the middle of its cycle, same-cycle requests in the order of their
/// initiators; it is answered after its latency, which is that of the nearest cache that holds the
/// line or, from memory, includes the wait for its bank. Each initiator has a
/// socket of its own and one blocking transaction at a time on it. A request whose delay lies
/// before any other activity of the simulation is served at once and its answer's time returned as
/// delay.
class HptMemory : public sc_core::sc_module {
 public:
  using Socket = tlm_utils::simple_target_socket_tagged_optional<HptMemory, 64, HptProtocol>;

  /// Holds `image` from now on; up to `initiators`, on so many cores, can be bound.
  HptMemory(const sc_core::sc_module_name& name, HptImage image, unsigned initiators,
            unsigned cores, const Clock& clock, const MemoryConfig& config);

  /// The next socket that nobody has taken yet, for an initiator on that core.
  Socket& take_socket(CoreId core);
  /// Another table from now on, of which no observer hears: nobody may be using the old one.
  void switch_table(HptImage image) { image_.replace_table(std::move(image)); }
  void observe(HptObserver& observer) { observer_ = &observer; }
  /// Before time begins: the contents, to be changed, and the lines that caches hold after a
  /// request.
  [[nodiscard]] HptImage& image_before_time() { return image_; }
  void touch(CoreId core, const HptMemoryRequest& request);
  /// Keeps the entry that an initiator touched last.
  void follow(InitiatorId initiator) { followed_ = initiator; }
  [[nodiscard]] HpteIndex followed_at() const { return followed_at_; }

  [[nodiscard]] HptMemoryState state() const { return {pending_.size()}; }
  /// The contents, free of time.
  [[nodiscard]] const HptImage& image() const { return image_; }
  [[nodiscard]] const HptMemoryCounters& counters() const { return counters_; }
  [[nodiscard]] const EventHash& events() const { return events_; }

 private:
  struct Pending {
    tlm::tlm_generic_payload* payload;
    HptExtension* extension;
    int tag;
    Cycles* answer;
  };

  void b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(int tag, tlm::tlm_generic_payload& payload);
  void grant();
  [[nodiscard]] bool alone_until_effective(const sc_core::sc_time& delay) const;
  Cycles serve(int tag, tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle);
  LineSource reach(std::size_t core, const HptMemoryRequest& request);
  Cycles data_cost(const tlm::tlm_generic_payload& payload, const HptExtension& extension);
  Cycles occupy_bank(std::uint64_t address, Cycles cycle, std::uint64_t busy);
  Cycles count_and_cost(const tlm::tlm_generic_payload& payload, const HptExtension& extension);
  [[nodiscard]] Cycles read_latency(unsigned length, LineSource source) const;
  [[nodiscard]] std::uint64_t latency_beyond_l1(LineSource source) const;
  void perform(tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle);
  void read(tlm::tlm_generic_payload& payload);
  void note_position(std::uint64_t address, InitiatorId initiator);
  bool write(const tlm::tlm_generic_payload& payload, HptExtension& extension);

  const Clock& clock_;
  MemoryConfig config_;
  HptImage image_;
  sc_core::sc_vector<Socket> sockets_;
  sc_core::sc_vector<sc_core::sc_event> answered_;
  std::vector<std::size_t> core_of_;  // by socket
  std::optional<CoherentCaches> caches_;
  std::vector<Pending> pending_;
  std::vector<Cycles> bank_free_;
  sc_core::sc_event grant_event_;
  HptObserver* observer_ = nullptr;
  std::optional<InitiatorId> followed_;
  HpteIndex followed_at_;
  HptMemoryCounters counters_;
  EventHash events_;
};

}  // namespace htabsim
