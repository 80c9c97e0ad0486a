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
  began_ = clock_.now();
  dirtied_since_ = 0;
  if (config_.ram_bytes != 0) dirtied_.take_stored_bytes();
}

void MigratedRam::synchronise() {
  if (config_.ram_bytes == 0) return;
  const std::uint64_t dirty = config_.ram_dirtying == RamDirtying::stores
                                  ? dirtied_.take_stored_bytes()
                                  : dirtied_at_rate();
  pending_ += std::min(dirty, config_.ram_bytes - pending_);
}

std::uint64_t MigratedRam::dirtied_at_rate() {
  const Cycles until = std::max(began_, dirtied_.guest_ran_until());
  const std::uint64_t before = dirtied_since_;
  dirtied_since_ = dirty_rate_.bytes_in(until - began_);
  return dirtied_since_ - before;
}

std::uint64_t MigratedRam::take(std::uint64_t most) {
  const std::uint64_t taken = std::min(most, pending_);
  pending_ -= taken;
  return taken;
}

}  // namespace htabsim
