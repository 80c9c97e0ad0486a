// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/hpt_memory.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <boost/endian/conversion.hpp>

namespace htabsim {

namespace {

HpteIndex entry_at(std::uint64_t address) {
  const std::uint64_t offset = address & ~hpt_address::kRegion;
  return HpteIndex(any(address, hpt_address::kReverseMap) ? offset / 8 : offset / sizeof(RawHpte));
}

GuestReal page_at(std::uint64_t address) {
  return GuestReal((address & ~hpt_address::kRegion) / 8 << 12);
}

HpteDword dword_at(std::uint64_t address) {
  return (address & 8) == 0 ? HpteDword::k0 : HpteDword::k1;
}

HptObserver::Part part_at(const tlm::tlm_generic_payload& payload) {
  if (any(payload.get_address(), hpt_address::kReverseMap)) return HptObserver::Part::kReverseMap;
  return payload.get_data_length() == 1 ? HptObserver::Part::kRcByte : HptObserver::Part::kEntry;
}

void count_source(HptMemoryCounters& counters, LineSource source) {
  switch (source) {
    case LineSource::l1:
      ++counters.reads_from_l1;
      break;
    case LineSource::l2:
      ++counters.reads_from_l2;
      break;
    case LineSource::l3:
      ++counters.reads_from_l3;
      break;
    case LineSource::other_l2_shared:
    case LineSource::other_l2_modified:
      ++counters.reads_from_other_l2;
      break;
    case LineSource::other_l3_shared:
    case LineSource::other_l3_modified:
      ++counters.reads_from_other_l3;
      break;
    case LineSource::memory:
      ++counters.reads_from_memory;
      break;
  }
}

bool is_locked(const Hpte& entry) { return any(entry.v, hpte_v::kHvLock); }

/// R and C apart, which other walks may set as well.
bool differs(const Hpte& matched, const Hpte& now) {
  return matched.v != now.v || ((matched.r ^ now.r) & ~hpte_r::kRc) != 0;
}

}  // namespace

HptMemory::HptMemory(const sc_core::sc_module_name& name, HptImage image, unsigned initiators,
                     unsigned cores, const Clock& clock, const MemoryConfig& config)
    : sc_module(name),
      clock_(clock),
      config_(config),
      image_(std::move(image)),
      sockets_("socket", initiators),
      answered_("answered", initiators),
      bank_free_(config.banks) {
  SC_HAS_PROCESS(HptMemory);
  if (config.caches) {
    caches_.emplace(cores, CacheSizes{config.l1_bytes, config.l1_ways, config.l2_bytes,
                                      config.l2_ways, config.l3_bytes, config.l3_ways});
  }
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    const int tag = static_cast<int>(i);
    sockets_[i].register_b_transport(this, &HptMemory::b_transport, tag);
    sockets_[i].register_transport_dbg(this, &HptMemory::transport_dbg, tag);
  }
  SC_METHOD(grant);
  sensitive << grant_event_;
  dont_initialize();
}

HptMemory::Socket& HptMemory::take_socket(CoreId core) {
  assert(core_of_.size() < sockets_.size());
  core_of_.push_back(static_cast<std::size_t>(core));
  return sockets_[core_of_.size() - 1];
}

bool HptMemory::alone_until_effective(const sc_core::sc_time& delay) const {
  return pending_.empty() && sc_core::sc_time_to_pending_activity(
                                 sc_core::sc_get_curr_simcontext()) > delay + clock_.half();
}

void HptMemory::b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  auto* extension = payload.get_extension<HptExtension>();
  assert(extension != nullptr);
  if (alone_until_effective(delay)) {
    const Cycles cycle = clock_.cycle_of(sc_core::sc_time_stamp() + delay);
    delay = clock_.until(serve(tag, payload, *extension, cycle));
    return;
  }
  if (delay != sc_core::SC_ZERO_TIME) wait(delay);
  delay = sc_core::SC_ZERO_TIME;
  if (pending_.empty()) grant_event_.notify(clock_.half());
  Cycles answer;
  pending_.push_back({&payload, extension, tag, &answer});
  wait(answered_[static_cast<std::size_t>(tag)]);
  delay = clock_.until(answer);
}

unsigned HptMemory::transport_dbg(int, tlm::tlm_generic_payload& payload) {
  auto* extension = payload.get_extension<HptExtension>();
  assert(extension != nullptr);
  perform(payload, *extension, clock_.now());
  return payload.get_data_length();
}

void HptMemory::grant() {
  std::sort(pending_.begin(), pending_.end(), [](const Pending& a, const Pending& b) {
    return a.extension->initiator < b.extension->initiator;
  });
  const Cycles cycle = clock_.now();
  if (pending_.size() > 1) ++counters_.cycles_with_several_requests;
  for (const Pending& request : pending_) {
    *request.answer = serve(request.tag, *request.payload, *request.extension, cycle);
    const bool at_once = request.extension->returns == HptExtension::Return::kAtOnce;
    answered_[static_cast<std::size_t>(request.tag)].notify(
        clock_.until(at_once ? cycle + Cycles(1) : *request.answer));
  }
  pending_.clear();
}

Cycles HptMemory::serve(int tag, tlm::tlm_generic_payload& payload, HptExtension& extension,
                        Cycles cycle) {
  const std::uint64_t address = payload.get_address();
  const bool data = any(address, hpt_address::kGuestMemory);
  const HptMemoryRequest request{payload.get_command(), address, payload.get_data_length()};
  extension.source =
      caches_ ? reach(core_of_[static_cast<std::size_t>(tag)], request) : LineSource::memory;
  Cycles start = cycle;
  if (extension.source == LineSource::memory) {
    const bool line = caches_ || payload.get_data_length() == kLineBytes;
    start = occupy_bank(address, cycle, line ? config_.line_busy_cycles : config_.word_busy_cycles);
  }
  if (data) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  } else {
    perform(payload, extension, cycle);
  }
  events_.add(cycle, static_cast<std::uint64_t>(extension.initiator), address);
  return start + (data ? data_cost(payload, extension) : count_and_cost(payload, extension));
}

// Of the table, whole lines and single bytes are a table walker's, doublewords are software's.
LineSource HptMemory::reach(std::size_t core, const HptMemoryRequest& request) {
  using enum CoherentCaches::By;
  const LineNumber line(request.address / kLineBytes);
  const bool data = any(request.address, hpt_address::kGuestMemory);
  const auto by = data || request.bytes == 8 ? kInstruction : kTableWalk;
  if (request.command == tlm::TLM_READ_COMMAND) return caches_->read(core, line, by);
  return caches_->write(core, line, data ? kStoreThrough : by);
}

void HptMemory::touch(CoreId core, const HptMemoryRequest& request) {
  if (caches_) reach(static_cast<std::size_t>(core), request);
}

// The latency counts from the beginning of the access; the answer is there a cycle later at the
// soonest.
Cycles HptMemory::data_cost(const tlm::tlm_generic_payload& payload,
                            const HptExtension& extension) {
  ++(payload.is_read() ? counters_.data_reads : counters_.data_writes);
  const bool nearest = payload.is_read() && extension.source == LineSource::l1;
  const Cycles latency(nearest ? config_.load_cycles : latency_beyond_l1(extension.source));
  return std::max(latency, extension.under_way + Cycles(1)) - extension.under_way;
}

Cycles HptMemory::occupy_bank(std::uint64_t address, Cycles cycle, std::uint64_t busy) {
  Cycles& free = bank_free_[(address / kLineBytes) % bank_free_.size()];
  const Cycles start = std::max(cycle, free);
  counters_.bank_wait_cycles += (start - cycle).value();
  free = start + Cycles(busy);
  return start;
}

Cycles HptMemory::count_and_cost(const tlm::tlm_generic_payload& payload,
                                 const HptExtension& extension) {
  const unsigned length = payload.get_data_length();
  if (extension.atomic != HptExtension::Atomic::kNone) {
    ++counters_.atomics;
    if (!extension.stored) ++counters_.atomics_failed;
    const bool near = !caches_ || extension.source <= LineSource::l2;
    return Cycles(config_.atomic_cycles + (near ? 0 : latency_beyond_l1(extension.source)));
  }
  if (payload.is_read()) {
    ++(length == kLineBytes ? counters_.line_reads : counters_.word_reads);
    if (caches_) count_source(counters_, extension.source);
    return read_latency(length, extension.source);
  }
  ++(length == 1 ? counters_.rc_byte_writes : counters_.word_writes);
  return Cycles(config_.store_cycles);
}

Cycles HptMemory::read_latency(unsigned length, LineSource source) const {
  const bool nearest = caches_ ? source == LineSource::l1 : length != kLineBytes;
  return Cycles(nearest ? config_.load_cycles : latency_beyond_l1(source));
}

std::uint64_t HptMemory::latency_beyond_l1(LineSource source) const {
  switch (source) {
    case LineSource::l1:
    case LineSource::l2:
      return config_.l2_cycles;
    case LineSource::l3:
      return config_.l3_cycles;
    case LineSource::other_l2_shared:
    case LineSource::other_l2_modified:
    case LineSource::other_l3_shared:
    case LineSource::other_l3_modified:
      return config_.other_core_cycles;
    case LineSource::memory:
      break;
  }
  return config_.line_cycles;
}

void HptMemory::perform(tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle) {
  const std::uint64_t address = payload.get_address();
  if (payload.is_read()) {
    read(payload);
  } else if (write(payload, extension) && observer_ != nullptr &&
             !any(address, hpt_address::kPageRecords)) {
    observer_->on_change(entry_at(address), part_at(payload), extension.initiator, cycle);
  }
  note_position(address, extension.initiator);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

void HptMemory::note_position(std::uint64_t address, InitiatorId initiator) {
  if (initiator == followed_ && !any(address, hpt_address::kPageRecords)) {
    followed_at_ = entry_at(address);
  }
}

void HptMemory::read(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  unsigned char* data = payload.get_data_ptr();
  if (payload.get_data_length() == kLineBytes) {
    const Pteg line = image_.read_pteg(pteg_of(entry_at(address)));
    if (std::ranges::any_of(line, is_locked)) ++counters_.lines_with_locked_entry;
    for (const Hpte& entry : line) {
      boost::endian::store_big_u64(data, entry.v);
      boost::endian::store_big_u64(data + 8, entry.r);
      data += sizeof(RawHpte);
    }
    return;
  }
  std::uint64_t value = 0;
  if (any(address, hpt_address::kReverseMap)) {
    value = image_.guest_r(entry_at(address));
  } else if (any(address, hpt_address::kPageRecords)) {
    value = image_.page_rc(page_at(address));
  } else {
    value = image_.load(entry_at(address), dword_at(address));
  }
  boost::endian::store_big_u64(data, value);
}

bool HptMemory::write(const tlm::tlm_generic_payload& payload, HptExtension& extension) {
  const std::uint64_t address = payload.get_address();
  const unsigned char* data = payload.get_data_ptr();
  extension.stored = true;
  if (payload.get_data_length() == 1) {
    if (extension.matched && differs(*extension.matched, image_.read(entry_at(address)))) {
      ++counters_.rc_writes_to_changed_entry;
      extension.stored = !extension.only_if_matched;
      if (!extension.stored) return false;
    }
    image_.store_rc_byte(entry_at(address), RcByte(address % sizeof(RawHpte)), *data);
    return true;
  }
  const std::uint64_t value = boost::endian::load_big_u64(data);
  if (any(address, hpt_address::kPageRecords)) {
    const bool clears = extension.atomic == HptExtension::Atomic::kClear;
    clears ? image_.clear_page_rc(page_at(address), value)
           : image_.merge_page_rc(page_at(address), value);
  } else if (any(address, hpt_address::kReverseMap)) {
    image_.set_guest_r(entry_at(address), value);
  } else if (extension.atomic == HptExtension::Atomic::kStoreConditional) {
    extension.stored = image_.store_conditional(entry_at(address), extension.expected, value);
  } else {
    image_.store(entry_at(address), dword_at(address), value);
  }
  return extension.stored;
}

}  // namespace htabsim
