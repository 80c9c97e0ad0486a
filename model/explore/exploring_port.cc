// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/exploring_port.h"

#include <stdexcept>
#include <utility>

namespace htabsim {

void ExploringPort::turn(OperationKind kind, HpteIndex index, std::uint64_t value,
                         ExploredAgent::Predicate ready) {
  if (!agent_) return;
  const AgentReach& reach = agent_->reach();
  if (on_entries(kind) && !(is_load(kind) ? reach.can_load(index) : reach.can_store(index))) {
    throw std::logic_error(agent_->name() + " touches an entry that it was not to reach");
  }
  agent_->turn({kind, index, value}, std::move(ready));
  agent_->observe(value);
  agent_->note(table_.partition_state());
  if (kind == OperationKind::load_dword0) return;
  if (kind != OperationKind::store_conditional && kind != OperationKind::spin) {
    agent_->end_attempt();
  }
}

std::uint64_t ExploringPort::observe(std::uint64_t value) {
  return agent_ ? agent_->observe(value) : value;
}

Pteg ExploringPort::fetch_pteg(PtegIndex pteg) {
  turn(OperationKind::fetch_pteg, first_slot(pteg));
  const Pteg line = table_.image.read_pteg(pteg);
  for (const Hpte& entry : line) {
    observe(entry.r);
    observe(entry.v);
  }
  return line;
}

std::uint64_t ExploringPort::load(HpteIndex index, HpteDword which) {
  if (which == HpteDword::k1) {
    turn(OperationKind::load_dword1, index);
    return observe(table_.image.load(index, which));
  }
  if (agent_) agent_->begin_attempt();
  turn(OperationKind::load_dword0, index);
  last_index_ = index;
  last_dword0_ = observe(table_.image.load(index, which));
  return last_dword0_;
}

void ExploringPort::store(HpteIndex index, HpteDword which, std::uint64_t value) {
  turn(which == HpteDword::k0 ? OperationKind::store_dword0 : OperationKind::store_dword1, index,
       value);
  table_.image.store(index, which, value);
  table_.changed(index, StreamPromises::Author::kAnyone);
}

bool ExploringPort::store_conditional(HpteIndex index, std::uint64_t expected,
                                      std::uint64_t desired) {
  turn(OperationKind::store_conditional, index, desired);
  const bool stored = table_.image.store_conditional(index, expected, desired);
  if (stored) {
    table_.changed(index, StreamPromises::Author::kAnyone);
    if (agent_) agent_->end_attempt();
  }
  observe(stored ? desired : expected);
  return stored;
}

void ExploringPort::store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) {
  turn(OperationKind::store_rc_byte, index, value);
  table_.image.store_rc_byte(index, which, value);
  table_.changed(index, StreamPromises::Author::kHardware);
}

std::uint64_t ExploringPort::load_guest_r(HpteIndex index) {
  turn(OperationKind::load_guest_r, index);
  return observe(table_.image.guest_r(index));
}

void ExploringPort::store_guest_r(HpteIndex index, std::uint64_t value) {
  turn(OperationKind::store_guest_r, index, value);
  table_.image.set_guest_r(index, value);
  table_.changed(index, role_ == Role::kReader ? StreamPromises::Author::kReader
                                               : StreamPromises::Author::kAnyone);
}

std::uint64_t ExploringPort::load_page_rc(GuestReal page) {
  turn(OperationKind::load_page_rc);
  return observe(table_.image.page_rc(page));
}

void ExploringPort::merge_page_rc(GuestReal page, std::uint64_t rc) {
  turn(OperationKind::merge_page_rc, HpteIndex(0), rc);
  table_.image.merge_page_rc(page, rc);
}

void ExploringPort::clear_page_rc(GuestReal page, std::uint64_t rc) {
  turn(OperationKind::clear_page_rc, HpteIndex(0), rc);
  table_.image.clear_page_rc(page, rc);
}

void ExploringPort::barrier(Barrier) { turn(OperationKind::barrier); }

void ExploringPort::tlbie(TlbieRb rb) {
  turn(OperationKind::tlbie, HpteIndex(0), rb.value);
  if (agent_) invalidations_.post(*agent_, rb);
}

void ExploringPort::tlbsync() {
  turn(OperationKind::tlbsync, HpteIndex(0), 0,
       [this] { return invalidations_.complete(*agent_); });
}

void ExploringPort::spend(SoftwareWork kind) {
  if (kind == SoftwareWork::kSpin) {
    spin();
  } else {
    turn(OperationKind::work);
  }
}

void ExploringPort::hold_others() {
  turn(OperationKind::hold, HpteIndex(0), 0, [this] { return table_.at_work == 0; });
  table_.held = true;
}

void ExploringPort::release_others() {
  turn(OperationKind::release);
  table_.held = false;
}

void ExploringPort::switch_table(HptImage table) {
  turn(OperationKind::switch_table);
  table_.switch_table(std::move(table));
}

void ExploringPort::spin() {
  const std::uint64_t partition = table_.partition_state();
  const bool for_entry = agent_ && agent_->in_attempt();
  turn(OperationKind::spin, last_index_, last_dword0_, [this, partition, for_entry] {
    return for_entry ? !any(table_.image.load(last_index_, HpteDword::k0), hpte_v::kHvLock)
                     : table_.partition_state() != partition;
  });
  if (agent_) agent_->forget_attempt();
}

}  // namespace htabsim
