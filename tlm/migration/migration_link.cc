// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_link.h"

#include <algorithm>
#include <utility>

namespace htabsim {

namespace {

ByteRate rate_once_stopped(const Sim& sim) {
  const MigrationConfig& config = sim.config.migration;
  const std::uint64_t own = config.stop_bandwidth_bytes_per_s;
  return {sim.clock, own != 0 ? own : config.bandwidth_bytes_per_s};
}

}  // namespace

MigrationLink::MigrationLink(const Sim& sim)
    : clock_(sim.clock),
      rate_while_running_(sim.clock, sim.config.migration.bandwidth_bytes_per_s),
      rate_once_stopped_(rate_once_stopped(sim)),
      rate_(rate_while_running_),
      latency_(sim.clock.microseconds(sim.config.migration.link_latency_us)) {}

void MigrationLink::connect() {
  state_ = State::kConnected;
  ++connections_;
  rate_ = rate_while_running_;
  free_ = clock_.now();
  gone_ = kNever;
  in_flight_.clear();
  changed_.notify(sc_core::SC_ZERO_TIME);
}

void MigrationLink::send(StreamChunk chunk) {
  send_other(chunk.bytes.size());
  in_flight_.push_back({free_ + latency_, std::move(chunk)});
  changed_.notify(sc_core::SC_ZERO_TIME);
}

void MigrationLink::send_other(std::uint64_t bytes) {
  free_ = std::max(free_, clock_.now()) + rate_.cycles_for(bytes);
}

void MigrationLink::end(State how) {
  if (state_ == State::kLeft && how != State::kClosed) return;
  state_ = how;
  if (how == State::kAborted) {
    std::erase_if(in_flight_,
                  [now = clock_.now()](const InFlight& chunk) { return chunk.arrival > now; });
  }
  changed_.notify(sc_core::SC_ZERO_TIME);
}

bool MigrationLink::accept() {
  while (accepted_ == connections_ && state_ != State::kClosed) sc_core::wait(changed_);
  return std::exchange(accepted_, connections_) != connections_;
}

std::optional<StreamChunk> MigrationLink::receive() {
  while (in_flight_.empty()) {
    if (state_ == State::kFinished) clock_.wait_until(std::max(clock_.now(), free_ + latency_));
    if (state_ != State::kConnected) return std::nullopt;
    sc_core::wait(changed_);
  }
  const Cycles arrival = in_flight_.front().arrival;
  while (!in_flight_.empty() && arrival > clock_.now()) {
    sc_core::wait(clock_.until(arrival), changed_);
  }
  if (in_flight_.empty()) return std::nullopt;
  InFlight next = std::move(in_flight_.front());
  in_flight_.pop_front();
  return std::move(next.chunk);
}

void MigrationLink::leave() {
  if (state_ == State::kLeft) return;
  gone_ = clock_.now() + latency_;
  state_ = State::kLeft;
  in_flight_.clear();
}

}  // namespace htabsim
