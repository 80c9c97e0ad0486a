// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_link.h"

#include <algorithm>
#include <utility>

#include <boost/multiprecision/cpp_int.hpp>

namespace htabsim {

namespace {

constexpr std::uint64_t kPsPerS = 1'000'000'000'000;

}  // namespace

MigrationLink::MigrationLink(const Sim& sim)
    : clock_(sim.clock),
      bytes_per_s_(sim.config.migration.bandwidth_bytes_per_s),
      latency_(sim.clock.microseconds(sim.config.migration.link_latency_us)) {}

Cycles MigrationLink::transfer_time(std::uint64_t bytes) const {
  using boost::multiprecision::uint128_t;
  const uint128_t scale = uint128_t(bytes_per_s_) * clock_.period_ps();
  const uint128_t cycles = (uint128_t(bytes) * kPsPerS + scale - 1) / scale;
  return Cycles(static_cast<std::uint64_t>(cycles));
}

void MigrationLink::send(StreamChunk chunk) {
  free_ = std::max(free_, clock_.now()) + transfer_time(chunk.bytes.size());
  in_flight_.push_back({free_ + latency_, std::move(chunk)});
  queued_.notify(sc_core::SC_ZERO_TIME);
}

void MigrationLink::finish() {
  finished_ = true;
  queued_.notify(sc_core::SC_ZERO_TIME);
}

std::optional<StreamChunk> MigrationLink::receive() {
  while (in_flight_.empty()) {
    if (finished_) return std::nullopt;
    sc_core::wait(queued_);
  }
  InFlight next = std::move(in_flight_.front());
  in_flight_.pop_front();
  if (next.arrival > clock_.now()) clock_.wait_until(next.arrival);
  return std::move(next.chunk);
}

}  // namespace htabsim
