// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/timed_hpt_port.h"

#include <utility>

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include "htabsim/model/guest/no_progress.h"

namespace htabsim {

namespace {

// Who holds a lock does some tlbies at most, each of up to 3,000,000 cycles, and some accesses to
// memory, each about as long as a turn.
constexpr Cycles kLongestInvalidation(20'000'000);
constexpr std::uint64_t kMostAccesses = 100'000;

}  // namespace

TimedHptPort::TimedHptPort(const sc_core::sc_module_name& name, const Sim& sim, std::string agent,
                           const Initiator& initiator, const GuestTable& table,
                           const SoftwareCosts& costs, LocalTime& time)
    : Part(name, sim),
      HptPort(table.image.geometry()),
      memory("memory"),
      fabric("fabric"),
      agent_(std::move(agent)),
      table_(table.image),
      costs_(costs),
      time_(time),
      has_queue_(sim.config.memory.store_queue_entries != 0) {
  hpt_->initiator = initiator;
  hpt_->lpid = table.lpid;
  tlbie_->initiator = initiator.id;
  tlbie_->lpid = table.lpid;
}

TimedHptPort::~TimedHptPort() = default;

void TimedHptPort::start_of_simulation() {
  hpt_.set_command(tlm::TLM_READ_COMMAND);
  hpt_.set_address(hpt_address::kTable);
  tlm::tlm_dmi no_bytes;
  memory->get_direct_mem_ptr(hpt_.payload(), no_bytes);
  direct_ = hpt_->direct;
}

bool TimedHptPort::is_served_at_once() {
  if (direct_ == nullptr || !time_.is_alone()) return false;
  return !has_queue_ || !direct_->must_wait(hpt_.payload(), *hpt_);
}

void TimedHptPort::transport(tlm::tlm_command command, std::uint64_t address, unsigned length) {
  hpt_.set_command(command);
  hpt_.set_address(address);
  hpt_.set_data(data_.data(), length);
  if (is_served_at_once()) {
    const Cycles now = time_.now();
    const Cycles answered = direct_->serve(hpt_.payload(), *hpt_, now);
    time_.others_were_woken();  // by observers, and by stores that go out
    time_.advance(answered - now);
    return;
  }
  time_.advance_to(hpt_.send(memory, time_.ahead()));
}

std::uint64_t TimedHptPort::read_dword(std::uint64_t address) {
  if (direct_ != nullptr && time_.is_alone()) {
    const Cycles now = time_.now();
    const HptDirect::Loaded loaded = direct_->load(*hpt_, address, now);
    time_.advance(loaded.answered - now);
    return loaded.value;
  }
  hpt_->atomic = HptExtension::Atomic::kNone;
  transport(tlm::TLM_READ_COMMAND, address, 8);
  return boost::endian::load_big_u64(data_.data());
}

void TimedHptPort::write_dword(std::uint64_t address, std::uint64_t value,
                               HptExtension::Atomic atomic) {
  hpt_->atomic = atomic;
  boost::endian::store_big_u64(data_.data(), value);
  transport(tlm::TLM_WRITE_COMMAND, address, 8);
}

Pteg TimedHptPort::fetch_pteg(PtegIndex pteg) {
  hpt_->atomic = HptExtension::Atomic::kNone;
  transport(tlm::TLM_READ_COMMAND, hpt_address::of_entry(first_slot(pteg)),
            static_cast<unsigned>(data_.size()));
  pteg_source_ = hpt_->source;
  ++pteg_sources_[static_cast<std::size_t>(pteg_source_)];
  Pteg line;
  const unsigned char* at = data_.data();
  for (Hpte& entry : line) {
    entry = {boost::endian::load_big_u64(at), boost::endian::load_big_u64(at + 8)};
    at += sizeof(RawHpte);
  }
  return line;
}

std::uint64_t TimedHptPort::load(HpteIndex index, HpteDword which) {
  return read_dword(hpt_address::of_dword(index, which));
}

void TimedHptPort::store(HpteIndex index, HpteDword which, std::uint64_t value) {
  write_dword(hpt_address::of_dword(index, which), value, HptExtension::Atomic::kNone);
  if (shown_lock_) [[unlikely]]
    show_store(index, which, value);
}

bool TimedHptPort::store_conditional(HpteIndex index, std::uint64_t expected,
                                     std::uint64_t desired) {
  hpt_->expected = expected;
  write_dword(hpt_address::of_entry(index), desired, HptExtension::Atomic::kStoreConditional);
  if (hpt_->stored) turns_in_vain_ = 0;
  if (locks_ && hpt_->stored && any(desired, hpte_v::kHvLock)) [[unlikely]]
    show_lock(index, expected);
  return hpt_->stored;
}

void TimedHptPort::show_lock(HpteIndex index, std::uint64_t dword0) {
  if (shown_lock_) show_unlock();
  shown_lock_ = ShownLock{index, dword0};
  locks_.begin(time_.now(), {.what = "lock of a HPTE", .details = {{"entry", index.value()}}});
}

// A PTEG that seems full is gone through again under locks, of entries that stay as they are.
void TimedHptPort::show_store(HpteIndex index, HpteDword which, std::uint64_t value) {
  if (index != shown_lock_->index) return;
  const std::uint64_t unlocked = value & ~hpte_v::kHvLock;
  if (which == HpteDword::k1 || unlocked != shown_lock_->dword0) shown_lock_->is_changed = true;
  if (which == HpteDword::k0 && value == unlocked) show_unlock();
}

void TimedHptPort::show_unlock() {
  if (shown_lock_->is_changed && flow_ != TimelineFlow{}) {
    locks_.instant(time_.now(), {.what = "entry changed",
                                 .flow = flow_,
                                 .role = TimelineRole::kChangesEntry,
                                 .table = static_cast<std::uint64_t>(hpt_->lpid),
                                 .first = shown_lock_->index.value(),
                                 .details = {{"entry", shown_lock_->index.value()}}});
  }
  shown_lock_.reset();
  locks_.end(time_.now());
}

void TimedHptPort::store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) {
  hpt_->atomic = HptExtension::Atomic::kNone;
  hpt_->matched.reset();
  data_[0] = value;
  transport(tlm::TLM_WRITE_COMMAND, hpt_address::of_entry(index, static_cast<unsigned>(which)), 1);
}

bool TimedHptPort::update_rc_byte(HpteIndex index, const Hpte& matched, RcByte which,
                                  std::uint8_t value) {
  hpt_->atomic = HptExtension::Atomic::kNone;
  hpt_->matched = matched;
  data_[0] = value;
  transport(tlm::TLM_WRITE_COMMAND, hpt_address::of_entry(index, static_cast<unsigned>(which)), 1);
  return hpt_->stored;
}

std::uint64_t TimedHptPort::load_guest_r(HpteIndex index) {
  return read_dword(hpt_address::of_reverse_map(index));
}

void TimedHptPort::store_guest_r(HpteIndex index, std::uint64_t value) {
  write_dword(hpt_address::of_reverse_map(index), value, HptExtension::Atomic::kNone);
}

std::uint64_t TimedHptPort::load_page_rc(GuestReal page) {
  return read_dword(hpt_address::of_page_record(page));
}

void TimedHptPort::merge_page_rc(GuestReal page, std::uint64_t rc) {
  write_dword(hpt_address::of_page_record(page), rc, HptExtension::Atomic::kMerge);
}

void TimedHptPort::clear_page_rc(GuestReal page, std::uint64_t rc) {
  write_dword(hpt_address::of_page_record(page), rc, HptExtension::Atomic::kClear);
}

HptPort::Scanned TimedHptPort::scan(const EntryScan& scan, HpteIndex index, HpteIndex end,
                                    std::optional<SoftwareWork> each) {
  const Cycles work = each ? costs_[*each] : Cycles(0);
  while (index < end) {
    const Cycles now = time_.now();
    const Cycles until = direct_ != nullptr ? time_.alone_until() : now;
    if (now < until) {
      const HptDirect::Scanned scanned = direct_->scan(*hpt_, {scan, index, end, work}, now, until);
      time_.advance(scanned.answered - now);
      if (scanned.look.stops) return {scanned.at, scanned.look};
      if (scanned.at != std::exchange(index, scanned.at)) continue;
    }
    const EntryScan::Look look = scan.look(*this, index);
    if (look.stops) return {index, look};
    time_.advance(work);
    ++index;
  }
  return {end, {}};
}

/// An isync ends an attempt to take a lock, whose accesses cost what it does.
void TimedHptPort::barrier(BarrierPoint point) {
  if (goes_without(point)) return;
  const Barrier kind = barrier_at(point);
  if (kind == Barrier::kIsync) return;
  const bool is_shown = calls_ && kind == Barrier::kPtesync;
  if (is_shown) calls_.begin(time_.now(), {.what = "ptesync"});
  if (kind == Barrier::kPtesync) complete_stores();
  ++hpt_->barriers;
  time_.advance(kind == Barrier::kPtesync ? costs_.ptesync : costs_.barrier);
  if (is_shown) calls_.end(time_.now());
}

void TimedHptPort::complete_stores() {
  if (!has_queue_ || direct_ == nullptr || !direct_->has_stores_of(initiator())) return;
  hpt_->atomic = HptExtension::Atomic::kNone;
  transport(tlm::TLM_IGNORE_COMMAND, hpt_address::kTable, 0);
}

void TimedHptPort::invalidate(TlbieExtension::Command command, TlbieRb rb) {
  tlbie_->command = command;
  tlbie_->rb = rb;
  const bool waits = command == TlbieExtension::Command::kTlbsync;
  if (calls_) calls_.begin(time_.now(), {.what = waits ? "tlbsync" : "tlbie"});
  time_.advance_to(tlbie_.send(fabric, time_.ahead()));
  if (calls_) calls_.end(time_.now());
}

void TimedHptPort::tlbie(TlbieRb rb) { invalidate(TlbieExtension::Command::kTlbie, rb); }

void TimedHptPort::tlbiel(TlbieRb rb) {
  if (cached_ != nullptr) cached_->tlbiel(rb);
  time_.advance(Cycles(config().tlbie.issue_cycles));
}

void TimedHptPort::tlbsync() {
  if (!goes_without(BarrierPoint::tlbsync)) invalidate(TlbieExtension::Command::kTlbsync, {});
}

void TimedHptPort::spend(SoftwareWork kind) {
  time_.advance(costs_[kind]);
  if (kind != SoftwareWork::kSpin) return;
  if (turns_in_vain_++ == 0) in_vain_since_ = time_.now();
  if (turns_in_vain_ > kMostAccesses && time_.now() - in_vain_since_ > kLongestInvalidation) {
    throw NoProgress(fmt::format("{} turns at the lock of a HPTE", turns_in_vain_));
  }
}

void TimedHptPort::note_race(Race race) {
  switch (race) {
    case Race::kStoreConditionalFailed:
      ++races_.stcx_failed;
      break;
    case Race::kLockHeld:
      ++races_.lock_found_held;
      if (locks_) locks_.instant(time_.now(), {.what = "lock of a HPTE is held by another"});
      break;
    case Race::kReportDropped:
      ++races_.report_dropped;
      break;
    case Race::kFaultOvertaken:
      ++races_.fault_overtaken;
      break;
    case Race::kPageHeldBack:
      ++races_.page_held_back;
      break;
    case Race::kHostOvertaken:
      ++races_.host_overtaken;
      break;
  }
}

void TimedHptPort::change_shared(const std::function<void()>& change) {
  complete_stores();
  time_.between_cycles(change);
}

std::vector<HpteIndex> TimedHptPort::entries_of(const MemorySlots& slots, GuestReal page) {
  return table_.chains().entries_of(slots, page);
}

void TimedHptPort::hold_others() {
  complete_stores();
  time_.synchronise();
  if (calls_) calls_.begin(time_.now(), {.what = "holds all others"});
  if (owner_ != nullptr) owner_->hold_others(initiator());
}

void TimedHptPort::release_others() {
  complete_stores();
  time_.synchronise();
  if (owner_ != nullptr) owner_->release_others(initiator());
  if (calls_) calls_.end(time_.now());
}

void TimedHptPort::switch_table(HptImage table) {
  if (calls_) {
    calls_.instant(time_.now(), {.what = "another table",
                                 .role = TimelineRole::kForgetsTable,
                                 .table = static_cast<std::uint64_t>(hpt_->lpid)});
  }
  if (owner_ == nullptr) return HptPort::switch_table(std::move(table));
  complete_stores();
  time_.synchronise();
  owner_->switch_table(std::move(table));
}

}  // namespace htabsim
