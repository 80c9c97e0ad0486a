// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "htabsim/tlm/kit/sim.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// What one read gave, on its way.
struct StreamChunk {
  std::uint64_t section = 0;  ///< of the migration, from 0: PARTs, then the END (R63)
  std::vector<std::byte> bytes;
};

/// The network between the two hosts: chunks in order, one after the other at the bandwidth, each
/// arriving a latency after its last byte was sent.
class MigrationLink {
 public:
  explicit MigrationLink(const Sim& sim);

  /// How long `bytes` occupy the link.
  [[nodiscard]] Cycles transfer_time(std::uint64_t bytes) const;

  /// Queues a chunk; returns at once.
  void send(StreamChunk chunk);
  /// No chunk will follow.
  void finish();
  /// Waits until everything queued has left the sender. From a SystemC thread.
  void drain() const {
    if (free_ > clock_.now()) clock_.wait_until(free_);
  }
  /// Waits for the next chunk; nothing when the sender has finished. From a SystemC thread.
  std::optional<StreamChunk> receive();

 private:
  struct InFlight {
    Cycles arrival;
    StreamChunk chunk;
  };

  const Clock& clock_;
  std::uint64_t bytes_per_s_;
  Cycles latency_;
  Cycles free_;
  std::deque<InFlight> in_flight_;
  bool finished_ = false;
  sc_core::sc_event queued_;
};

}  // namespace htabsim
