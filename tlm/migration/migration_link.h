// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "htabsim/tlm/kit/sim.h"
#include "htabsim/tlm/kit/systemc.h"
#include "htabsim/tlm/kit/timeline.h"
#include "htabsim/tlm/migration/byte_rate.h"

namespace htabsim {

/// What one read gave, on its way.
struct StreamChunk {
  std::uint64_t section = 0;  ///< of the migration, from 0: PARTs, then the END (R63)
  std::vector<std::byte> bytes;
};

/// The network between the two hosts: connections, one after the other. On one, chunks arrive in
/// order, at the bandwidth, each a latency after its last byte was sent.
class MigrationLink {
 public:
  /// `path` is the SystemC name of the part that it is of.
  explicit MigrationLink(const Sim& sim, std::string_view path = {});

  /// How long `bytes` occupy the link while the guest runs.
  [[nodiscard]] Cycles transfer_time(std::uint64_t bytes) const {
    return rate_while_running_.cycles_for(bytes);
  }
  /// The same once it has stopped.
  [[nodiscard]] Cycles transfer_time_stopped(std::uint64_t bytes) const {
    return rate_once_stopped_.cycles_for(bytes);
  }

  // The sender's side:

  void connect();
  /// The guest has stopped: from now on, until the next connection, another bandwidth may hold.
  void guest_stopped() { rate_ = rate_once_stopped_; }
  /// Queues a chunk; returns at once.
  void send(StreamChunk chunk);
  /// Queues so many bytes of something else, which the receiver needs no time for.
  void send_other(std::uint64_t bytes) { occupy(bytes, "memory"); }
  /// Waits until everything queued has left the sender. From a SystemC thread.
  void drain() const {
    if (free_ > clock_.now()) clock_.wait_until(free_);
  }
  /// No chunk will follow on the connection.
  void finish() { end(State::kFinished); }
  /// Breaks it: what has not arrived by now is lost.
  void abort() { end(State::kAborted); }
  /// Whether the sender has noticed, a latency after it, that the receiver is gone.
  [[nodiscard]] bool receiver_is_gone() const { return clock_.now() > gone_; }
  /// Waits until the sender has noticed that the receiver, which has left, is gone. From a SystemC
  /// thread.
  void wait_for_the_end() const {
    if (gone_ > clock_.now()) clock_.wait_until(gone_);
  }
  /// There will be no other connection.
  void close() { end(State::kClosed); }

  // The receiver's side, from a SystemC thread:

  /// Waits for a connection; false if there will be none.
  bool accept();
  /// Waits for the next chunk; nothing when the sender has broken the connection, or has finished
  /// and all that it sent is there.
  std::optional<StreamChunk> receive();
  /// Whether the sender has ended the connection in order.
  [[nodiscard]] bool is_finished() const { return state_ == State::kFinished; }
  /// The receiver is gone, once for all: nothing will arrive any more.
  void leave();

 private:
  enum class State : std::uint8_t { kIdle, kConnected, kFinished, kAborted, kLeft, kClosed };
  struct InFlight {
    Cycles arrival;
    StreamChunk chunk;
  };

  void end(State how);
  void lose_all();
  void occupy(std::uint64_t bytes, std::string_view what);

  const Clock& clock_;
  ByteRate rate_while_running_;
  ByteRate rate_once_stopped_;
  ByteRate rate_;
  Cycles latency_;
  Cycles free_;
  Cycles gone_ = kNever;
  State state_ = State::kIdle;
  std::uint64_t connections_ = 0;
  std::uint64_t accepted_ = 0;
  std::deque<InFlight> in_flight_;
  sc_core::sc_event changed_;
  TimelineTrack track_;
  TimelineCounter on_their_way_;
};

}  // namespace htabsim
