// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/exploring_port.h"

#include <memory>
#include <stdexcept>
#include <utility>

namespace htabsim {

namespace {

using Kind = OperationKind;

constexpr HpteIndex kNoEntry{0};

}  // namespace

Observed ExploringPort::turn(PendingOperation operation) {
  const Kind kind = operation.operation.kind;
  const HpteIndex index = operation.operation.index;
  const AgentReach& reach = run_.reach();
  const bool reaches = is_load(kind) ? reach.can_load(index) : reach.can_store(index);
  if (on_entries(kind) && !reaches && !run_.at_rest()) {
    throw std::logic_error("an agent touches an entry that it was not to reach");
  }
  const bool goes_on =
      kind == Kind::store_conditional || kind == Kind::barrier || kind == Kind::spin;
  in_attempt_ = kind == Kind::load_dword0 || (in_attempt_ && goes_on);
  if (role_ == Role::kWalker) operation.by = PendingOperation::By::kWalker;
  return run_.turn(std::move(operation));
}

Pteg ExploringPort::fetch_doublewords(PtegIndex pteg) {
  Pteg line;
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    const HpteIndex index = first_slot(pteg) + slot;
    const bool reversed = rules_.defect == Defect::walk_reads_dword1_first;
    if (reversed) line[slot].r = loaded({.operation = {Kind::walk_dword1, index, 0}});
    line[slot].v = loaded({.operation = {Kind::walk_dword0, index, 0}});
    if (!reversed) line[slot].r = loaded({.operation = {Kind::walk_dword1, index, 0}});
  }
  return line;
}

Pteg ExploringPort::fetch_pteg(PtegIndex pteg) {
  if (rules_.fetch == EntryFetch::doublewords) return fetch_doublewords(pteg);
  const Observed words = turn({.operation = {Kind::fetch_pteg, first_slot(pteg), 0}});
  Pteg line;
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    line[slot] = {words[std::size_t{2} * slot], words[std::size_t{2} * slot + 1]};
  }
  return line;
}

std::uint64_t ExploringPort::load(HpteIndex index, HpteDword which) {
  if (which == HpteDword::k1) return loaded({.operation = {Kind::load_dword1, index, 0}});
  last_index_ = index;
  last_dword0_ = loaded({.operation = {Kind::load_dword0, index, 0}});
  return last_dword0_;
}

void ExploringPort::store(HpteIndex index, HpteDword which, std::uint64_t value) {
  turn({.operation = {which == HpteDword::k0 ? Kind::store_dword0 : Kind::store_dword1, index,
                      value}});
}

bool ExploringPort::store_conditional(HpteIndex index, std::uint64_t expected,
                                      std::uint64_t desired) {
  const bool stored =
      loaded({.operation = {Kind::store_conditional, index, desired}, .expected = expected}) == 1;
  if (stored) in_attempt_ = false;
  return stored;
}

void ExploringPort::store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) {
  turn({.operation = {Kind::store_rc_byte, index, value},
        .rc_byte = which,
        .author = StreamPromises::Author::kHardware});
}

std::uint64_t ExploringPort::load_guest_r(HpteIndex index) {
  return loaded({.operation = {Kind::load_guest_r, index, 0}});
}

void ExploringPort::store_guest_r(HpteIndex index, std::uint64_t value) {
  turn({.operation = {Kind::store_guest_r, index, value},
        .author = role_ == Role::kReader ? StreamPromises::Author::kReader
                                         : StreamPromises::Author::kAnyone});
}

std::uint64_t ExploringPort::load_page_rc(GuestReal page) {
  return loaded({.operation = {Kind::load_page_rc, kNoEntry, 0}, .page = page});
}

void ExploringPort::merge_page_rc(GuestReal page, std::uint64_t rc) {
  turn({.operation = {Kind::merge_page_rc, kNoEntry, rc}, .page = page});
}

void ExploringPort::clear_page_rc(GuestReal page, std::uint64_t rc) {
  turn({.operation = {Kind::clear_page_rc, kNoEntry, rc}, .page = page});
}

bool ExploringPort::goes_without(BarrierPoint point) const {
  return rules_.without && rules_.without->is(point, code_);
}

void ExploringPort::barrier(BarrierPoint point) {
  if (!goes_without(point)) barrier(barrier_at(point));
}

/// Where memory is sequentially consistent it orders nothing.
void ExploringPort::barrier(Barrier kind) {
  if (rules_.memory == MemoryModel::sc) return;
  turn({.operation = {Kind::barrier, kNoEntry, static_cast<std::uint64_t>(kind)}});
}

void ExploringPort::tlbie(TlbieRb rb) { turn({.operation = {Kind::tlbie, kNoEntry, rb.value}}); }

void ExploringPort::tlbsync() {
  if (goes_without(BarrierPoint::tlbsync)) return;
  turn({.operation = {Kind::tlbsync, kNoEntry, 0}, .awaits = Awaits::kInvalidations});
}

void ExploringPort::spend(SoftwareWork kind) {
  if (kind == SoftwareWork::kSpin) {
    spin();
  } else {
    turn({.operation = {Kind::work, kNoEntry, 0}});
  }
}

void ExploringPort::hold_others() {
  turn({.operation = {Kind::hold, kNoEntry, 0}, .awaits = Awaits::kNobodyAtWork});
}

void ExploringPort::release_others() { turn({.operation = {Kind::release, kNoEntry, 0}}); }

void ExploringPort::switch_table(HptImage table) {
  if (table.geometry().hptes() != geometry().hptes()) {
    throw std::logic_error("a table under exploration keeps its size");
  }
  turn({.operation = {Kind::switch_table, kNoEntry, 0},
        .table = std::make_shared<const HptImage>(std::move(table))});
}

void ExploringPort::spin() {
  const Awaits awaits = in_attempt_ ? Awaits::kUnlocked : Awaits::kPartitionChange;
  turn({.operation = {Kind::spin, last_index_, last_dword0_}, .awaits = awaits});
}

}  // namespace htabsim
