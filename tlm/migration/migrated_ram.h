// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "htabsim/tlm/kit/sim.h"
#include "htabsim/tlm/migration/byte_rate.h"

namespace htabsim {

/// The guest's memory beside its table in a migration: how many bytes of it are still to be sent.
/// What the guest dirties is noticed when it is asked for (QEMU: migration_bitmap_sync).
class MigratedRam {
 public:
  /// Who knows what the guest dirties.
  struct Dirtied {
    std::function<Cycles()> guest_ran_until;           ///< now, unless it stands still
    std::function<std::uint64_t()> take_stored_bytes;  ///< by its stores
  };

  MigratedRam(const Sim& sim, Dirtied dirtied);

  /// All of it is to be sent.
  void begin();
  /// Adds what has become dirty meanwhile.
  void synchronise();
  [[nodiscard]] std::uint64_t pending() const { return pending_; }
  /// Takes `most` of the pending bytes, or what there is.
  std::uint64_t take(std::uint64_t most);

 private:
  std::uint64_t dirtied_at_rate();

  const Clock& clock_;
  const MigrationConfig& config_;
  ByteRate dirty_rate_;
  Dirtied dirtied_;
  std::uint64_t pending_ = 0;
  Cycles began_;
  std::uint64_t dirtied_since_ = 0;  ///< at the rate; counted so that no part of a byte is lost
};

}  // namespace htabsim
