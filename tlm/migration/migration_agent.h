// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/model/htab/stream_format.h"
#include "htabsim/tlm/host/htab_fd_protocol.h"
#include "htabsim/tlm/kit/agent_end.h"
#include "htabsim/tlm/kit/exclusion.h"
#include "htabsim/tlm/kit/part.h"
#include "htabsim/tlm/migration/migrated_ram.h"
#include "htabsim/tlm/migration/migration_link.h"

namespace htabsim {

/// One scan of the table as the client sees it: it ends where the stream's index goes back, or a
/// read returns 0.
struct PassRecord {
  std::uint64_t reads = 0;
  std::uint64_t groups = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;
  std::uint64_t bytes = 0;
  std::uint64_t begin_cycle = 0;
  std::uint64_t cycles = 0;
  std::uint64_t changed_meanwhile = 0;  ///< changes of the guest's view while the pass ran
  bool guest_stopped = false;           ///< the pass belongs to stop-and-copy
};
BOOST_DESCRIBE_STRUCT(PassRecord, (),
                      (reads, groups, valid, invalid, bytes, begin_cycle, cycles, changed_meanwhile,
                       guest_stopped))

/// How an attempt to migrate ends, if it has.
enum class AttemptEnd : std::uint8_t {
  under_way,
  completed,
  cancelled,
  destination_failed,
  table_resized
};
BOOST_DESCRIBE_ENUM(AttemptEnd, under_way, completed, cancelled, destination_failed, table_resized)

/// One attempt: from the opening of the descriptors to their closing.
struct MigrationAttempt {
  AttemptEnd end = AttemptEnd::under_way;
  std::uint64_t begin_cycle = 0;
  std::uint64_t cycles = 0;
  std::uint64_t iterations = 0;
  std::uint64_t chunks = 0;     ///< of the table
  std::uint64_t ram_bytes = 0;  ///< of the guest's memory
  std::uint64_t writes = 0;     ///< of the destination's descriptor
  std::uint64_t failed_calls = 0;
  bool guest_stopped = false;     ///< it had been stopped, and has been resumed if this failed
  std::uint64_t stood_still = 0;  ///< cycles for which it then stood still
};
BOOST_DESCRIBE_STRUCT(MigrationAttempt, (),
                      (end, begin_cycle, cycles, iterations, chunks, ram_bytes, writes,
                       failed_calls, guest_stopped, stood_still))

/// Of the last attempt.
struct MigrationOutcome {
  std::uint64_t iterations = 0;
  std::uint64_t chunks = 0;
  std::uint64_t stop_cycle = 0;     ///< when the client asked the guest to stop
  std::uint64_t stopped_cycle = 0;  ///< when it stood still
  std::uint64_t end_cycle = 0;      ///< when the destination had applied the last entry
  std::uint64_t downtime_cycles = 0;
  std::uint64_t failed_calls = 0;
  bool finished = false;
};
BOOST_DESCRIBE_STRUCT(MigrationOutcome, (),
                      (iterations, chunks, stop_cycle, stopped_cycle, end_cycle, downtime_cycles,
                       failed_calls, finished))

enum class MigrationPhase : std::uint8_t {
  waits,
  iterates,
  stops_guest,
  completes,
  waits_for_destination,
  recovers,
  saved,
  given_up,
};
BOOST_DESCRIBE_ENUM(MigrationPhase, waits, iterates, stops_guest, completes, waits_for_destination,
                    recovers, saved, given_up)

/// What the agent is at.
struct MigrationState {
  MigrationPhase phase = MigrationPhase::waits;
  std::uint64_t passes = 0;
  std::uint64_t next_entry = 0;
  std::uint64_t chunks_sent = 0;
  bool loaded = false;
  std::string why_not;  ///< why it makes no progress, if that is known
};
BOOST_DESCRIBE_STRUCT(MigrationState, (), (phase, passes, next_entry, chunks_sent, loaded, why_not))

/// What the agent needs of the machines between which it migrates.
struct MigrationHooks {
  std::function<void()> stop_guest;               ///< blocks until the guest stands still
  std::function<void()> resume_guest;             ///< blocks until it goes on
  std::function<std::uint64_t()> take_changes;    ///< changes of the table since last asked
  std::function<void()> renew_destination;        ///< it has an empty table of the source's size
  std::function<void()> start_destination;        ///< a processor runs there from now on
  std::function<std::uint64_t()> table_switches;  ///< how often the source's table was replaced
  MigratedRam::Dirtied dirtied;
  /// The client's own lock, which keeps its reads and the table's replacement apart (R56).
  Exclusion& table_work;
};

/// Sees what arrives at the destination, chunk by chunk.
class ReceivedObserver {
 public:
  virtual ~ReceivedObserver() = default;
  /// A destination begins, which has received nothing.
  virtual void on_connected() = 0;
  virtual void on_received(const StreamChunk& chunk) = 0;
};

/// The userspace client of the two HTAB descriptors: reads the source's in passes with QEMU's
/// habits (R64, R65), stops the guest when the rest fits the downtime limit, and writes everything
/// to the destination's, a group a call. The guest's memory, if it is to be sent, has the link
/// first in each iteration, and the rest of it first when the guest has stopped.
///
/// An attempt that is cancelled, or whose destination fails, leaves the guest running where it is;
/// the next one begins with a descriptor opened anew and an empty destination. So does at once an
/// attempt amid which the guest has resized its table.
class MigrationAgent final : public Part {
 public:
  using Socket = tlm_utils::simple_initiator_socket<MigrationAgent, 64, HtabFdProtocol>;

  /// Each to be bound to HtabFdTarget::calls of its host.
  Socket source;
  Socket destination;

  MigrationAgent(const sc_core::sc_module_name& name, const Sim& sim, MigrationHooks hooks);
  ~MigrationAgent() override;

  /// Tells `observer` of each chunk from now on.
  void observe(ReceivedObserver& observer) { observers_.push_back(&observer); }

  /// Of the last attempt.
  [[nodiscard]] const std::vector<PassRecord>& passes() const { return passes_; }
  /// Behind the last entry that was read.
  [[nodiscard]] HpteIndex next_entry() const { return cursor_; }
  [[nodiscard]] const MigrationOutcome& outcome() const { return outcome_; }
  [[nodiscard]] const std::vector<MigrationAttempt>& attempts() const { return attempts_; }

  [[nodiscard]] std::string title() const override { return "migration"; }
  void report(Report& report) const override;
  [[nodiscard]] PartState state() const override;
  [[nodiscard]] bool done() const override { return saved_.reached() && loaded_.reached(); }
  [[nodiscard]] std::optional<EventHash> events() const override;

 private:
  /// What an iteration has come to.
  enum class IterationEnd : std::uint8_t { kInterrupted, kGoesOn, kConverged };
  /// What a read told of the scan.
  enum class Scan : std::uint8_t { kContinues, kWrapped, kFoundNothing };

  void enter(MigrationPhase phase);

  // The source's side:
  void save();
  void begin_attempt();
  AttemptEnd attempt();
  void recover(AttemptEnd why);
  void end_attempt(AttemptEnd end);
  void open_source();
  /// False if the attempt is interrupted, and so for the others.
  bool iterate_until_converged();
  bool send_ram_round();
  IterationEnd scan_until(Cycles deadline);
  void send_memory(std::uint64_t most_bytes);
  void stop_guest();
  bool complete();
  AttemptEnd wait_for_destination();
  void wait_until_unloaded();
  [[nodiscard]] std::optional<AttemptEnd> interruption() const;
  [[nodiscard]] bool must_begin_anew() const;
  /// Nothing is read if the table has been replaced; interruption() then says so.
  Scan read_chunk();
  Scan account(std::span<const std::byte> chunk);
  void end_pass();
  [[nodiscard]] bool rest_fits_downtime();

  // The destination's side:
  void load();
  void load_attempt();
  bool write_chunk(int descriptor, std::span<std::byte> chunk);
  bool write_group(int descriptor, std::span<std::byte> group);
  /// What the destination gives the descriptor instead if it is to fail in this write.
  std::span<std::byte> let_fail(std::span<std::byte> group);

  void close(Socket& socket, int descriptor);
  /// Does a system call on a descriptor, with a buffer if it has one.
  IoResult perform(Socket& socket, Call<HtabFdExtension>& call, std::span<std::byte> buffer = {});

  const MigrationConfig& config_;
  MigrationHooks hooks_;
  std::vector<ReceivedObserver*> observers_;
  MigrationLink link_;
  MigratedRam ram_;
  std::vector<std::byte> buffer_;
  int descriptor_ = -1;
  HpteIndex cursor_;
  std::uint64_t switches_ = 0;  // of the table before the descriptor was opened
  std::uint64_t section_ = 0;
  PassRecord pass_;
  bool guest_stopped_ = false;
  MigrationPhase phase_ = MigrationPhase::waits;
  AgentEnd saved_;
  AgentEnd loaded_;
  std::vector<PassRecord> passes_;
  MigrationOutcome outcome_;
  std::vector<MigrationAttempt> attempts_;
  bool loading_ = false;
  sc_core::sc_event load_ended_;
  EventHash source_events_;  // each its own: calls that end in one cycle have no order
  EventHash destination_events_;
  TimelineTrack track_;
  bool is_shown_ = false;  // a phase, on the timeline
};

}  // namespace htabsim
