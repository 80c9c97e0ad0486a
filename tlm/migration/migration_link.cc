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

MigrationLink::MigrationLink(const Sim& sim, std::string_view path)
    : clock_(sim.clock),
      rate_while_running_(sim.clock, sim.config.migration.bandwidth_bytes_per_s),
      rate_once_stopped_(rate_once_stopped(sim)),
      rate_(rate_while_running_),
      latency_(sim.clock.microseconds(sim.config.migration.link_latency_us)),
      track_(sim, path, "link"),
      on_their_way_(sim, path, "chunks on the link") {}

void MigrationLink::connect() {
  state_ = State::kConnected;
  ++connections_;
  rate_ = rate_while_running_;
  free_ = clock_.now();
  gone_ = kNever;
  lose_all();
  changed_.notify(sc_core::SC_ZERO_TIME);
}

void MigrationLink::send(StreamChunk chunk) {
  occupy(chunk.bytes.size(), "table");
  in_flight_.push_back({free_ + latency_, std::move(chunk)});
  on_their_way_.change(clock_.now(), 1);
  changed_.notify(sc_core::SC_ZERO_TIME);
}

void MigrationLink::occupy(std::uint64_t bytes, std::string_view what) {
  const Cycles began = std::max(free_, clock_.now());
  free_ = began + rate_.cycles_for(bytes);
  if (!track_) return;
  track_.begin(began, {.what = what, .details = {{"bytes", bytes}}});
  track_.end(free_);
}

void MigrationLink::lose_all() {
  on_their_way_.change(clock_.now(), -static_cast<std::int64_t>(in_flight_.size()));
  in_flight_.clear();
}

void MigrationLink::end(State how) {
  if (state_ == State::kLeft && how != State::kClosed) return;
  state_ = how;
  if (how == State::kAborted) {
    const auto lost = static_cast<std::int64_t>(std::erase_if(
        in_flight_, [now = clock_.now()](const InFlight& chunk) { return chunk.arrival > now; }));
    on_their_way_.change(clock_.now(), -lost);
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
  on_their_way_.change(clock_.now(), -1);
  return std::move(next.chunk);
}

void MigrationLink::leave() {
  if (state_ == State::kLeft) return;
  gone_ = clock_.now() + latency_;
  state_ = State::kLeft;
  lose_all();
}

}  // namespace htabsim
