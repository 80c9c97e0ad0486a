// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/timed_hpt_port.h"

#include <utility>

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include "htabsim/model/guest/no_progress.h"
#include "htabsim/model/hpt/page_entries.h"

namespace htabsim {

namespace {

// A lock is held for some tlbies at most, each of up to 3,000,000 cycles; a turn is two or more.
constexpr std::uint64_t kMostTurns = 10'000'000;

}  // namespace

TimedHptPort::TimedHptPort(const std::string& name, const Initiator& initiator, HptMemory& memory,
                           TlbieFabric& fabric, const SoftwareCosts& costs, LocalTime& time)
    : HptPort(memory.image().geometry()),
      memory_(memory),
      costs_(costs),
      time_(time),
      memory_socket_((name + "_memory").c_str()),
      fabric_socket_((name + "_fabric").c_str()) {
  memory_socket_.bind(memory.take_socket(initiator.core));
  fabric_socket_.bind(fabric.take_socket());
  hpt_extension_.initiator = initiator.id;
  tlbie_extension_.initiator = initiator.id;
  payload_.set_extension(&hpt_extension_);
  payload_.set_data_ptr(data_.data());
  tlbie_payload_.set_extension(&tlbie_extension_);
}

TimedHptPort::~TimedHptPort() {
  payload_.clear_extension(&hpt_extension_);
  tlbie_payload_.clear_extension(&tlbie_extension_);
}

void TimedHptPort::transport(tlm::tlm_command command, std::uint64_t address, unsigned length) {
  payload_.set_command(command);
  payload_.set_address(address);
  payload_.set_data_length(length);
  payload_.set_streaming_width(length);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = time_.ahead();
  memory_socket_->b_transport(payload_, delay);
  time_.advance_to(delay);
}

std::uint64_t TimedHptPort::read_dword(std::uint64_t address) {
  hpt_extension_.atomic = HptExtension::Atomic::kNone;
  transport(tlm::TLM_READ_COMMAND, address, 8);
  return boost::endian::load_big_u64(data_.data());
}

void TimedHptPort::write_dword(std::uint64_t address, std::uint64_t value,
                               HptExtension::Atomic atomic) {
  hpt_extension_.atomic = atomic;
  boost::endian::store_big_u64(data_.data(), value);
  transport(tlm::TLM_WRITE_COMMAND, address, 8);
}

Pteg TimedHptPort::fetch_pteg(PtegIndex pteg) {
  hpt_extension_.atomic = HptExtension::Atomic::kNone;
  transport(tlm::TLM_READ_COMMAND, hpt_address::of_entry(first_slot(pteg)),
            static_cast<unsigned>(data_.size()));
  pteg_source_ = hpt_extension_.source;
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
}

bool TimedHptPort::store_conditional(HpteIndex index, std::uint64_t expected,
                                     std::uint64_t desired) {
  hpt_extension_.expected = expected;
  write_dword(hpt_address::of_entry(index), desired, HptExtension::Atomic::kStoreConditional);
  if (hpt_extension_.stored) turns_in_vain_ = 0;
  return hpt_extension_.stored;
}

void TimedHptPort::store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) {
  hpt_extension_.atomic = HptExtension::Atomic::kNone;
  hpt_extension_.matched.reset();
  data_[0] = value;
  transport(tlm::TLM_WRITE_COMMAND, hpt_address::of_entry(index, static_cast<unsigned>(which)), 1);
}

bool TimedHptPort::update_rc_byte(HpteIndex index, const Hpte& matched, RcByte which,
                                  std::uint8_t value) {
  hpt_extension_.atomic = HptExtension::Atomic::kNone;
  hpt_extension_.matched = matched;
  data_[0] = value;
  transport(tlm::TLM_WRITE_COMMAND, hpt_address::of_entry(index, static_cast<unsigned>(which)), 1);
  return hpt_extension_.stored;
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

void TimedHptPort::barrier(Barrier kind) {
  time_.advance(kind == Barrier::kPtesync ? costs_.ptesync : costs_.barrier);
}

void TimedHptPort::invalidate(TlbieExtension::Command command, TlbieRb rb) {
  tlbie_extension_.command = command;
  tlbie_extension_.rb = rb;
  sc_core::sc_time delay = time_.ahead();
  fabric_socket_->b_transport(tlbie_payload_, delay);
  time_.advance_to(delay);
}

void TimedHptPort::tlbie(TlbieRb rb) { invalidate(TlbieExtension::Command::kTlbie, rb); }

void TimedHptPort::tlbsync() { invalidate(TlbieExtension::Command::kTlbsync, {}); }

void TimedHptPort::spend(SoftwareWork kind) {
  time_.advance(costs_[kind]);
  if (kind != SoftwareWork::kSpin) return;
  if (++turns_in_vain_ == kMostTurns) {
    throw NoProgress(fmt::format("{} turns at the lock of a HPTE", kMostTurns));
  }
}

void TimedHptPort::note_race(Race race) {
  switch (race) {
    case Race::kStoreConditionalFailed:
      ++races_.stcx_failed;
      break;
    case Race::kLockHeld:
      ++races_.lock_found_held;
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
  time_.between_cycles(change);
}

std::vector<HpteIndex> TimedHptPort::entries_of(const MemorySlots& slots, GuestReal page) {
  return page_entries(memory_.image(), slots, page);
}

void TimedHptPort::switch_table(HptImage table) {
  time_.synchronise();
  memory_.switch_table(std::move(table));
}

}  // namespace htabsim
