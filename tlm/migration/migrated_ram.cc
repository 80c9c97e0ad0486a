// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migrated_ram.h"

#include <algorithm>
#include <utility>

namespace htabsim {

MigratedRam::MigratedRam(const Sim& sim, Dirtied dirtied)
    : clock_(sim.clock),
      config_(sim.config.migration),
      dirty_rate_(sim.clock, sim.config.migration.ram_dirty_bytes_per_s),
      dirtied_(std::move(dirtied)) {}

void MigratedRam::begin() {
  pending_ = config_.ram_bytes;
  synchronised_ = clock_.now();
  if (config_.ram_bytes != 0) dirtied_.take_stored_bytes();
}

void MigratedRam::synchronise() {
  if (config_.ram_bytes == 0) return;
  const std::uint64_t dirty = config_.ram_dirtying == RamDirtying::stores
                                  ? dirtied_.take_stored_bytes()
                                  : dirtied_at_rate();
  synchronised_ = clock_.now();
  pending_ = std::min(config_.ram_bytes, pending_ + dirty);
}

std::uint64_t MigratedRam::dirtied_at_rate() const {
  const Cycles until = dirtied_.guest_ran_until();
  if (until <= synchronised_) return 0;
  return dirty_rate_.bytes_in(until - synchronised_, config_.ram_bytes);
}

std::uint64_t MigratedRam::take(std::uint64_t most) {
  const std::uint64_t taken = std::min(most, pending_);
  pending_ -= taken;
  return taken;
}

}  // namespace htabsim
