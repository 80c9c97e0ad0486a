// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/hpt_memory.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <boost/endian/conversion.hpp>

#include "htabsim/tlm/kit/payload_check.h"
#include "htabsim/tlm/memory/direct_loads.h"
#include "htabsim/tlm/memory/line_source_report.h"

namespace htabsim {

namespace {

constexpr unsigned kDwordBytes = 8;

bool is_data(const tlm::tlm_generic_payload& payload) {
  return any(payload.get_address(), hpt_address::kGuestMemory);
}

EntryEventKind part_at(std::uint64_t address, unsigned bytes) {
  if (any(address, hpt_address::kReverseMap)) return EntryEventKind::reverse_map;
  return bytes == 1 ? EntryEventKind::rc_byte : EntryEventKind::entry;
}

std::uint64_t value_of(const tlm::tlm_generic_payload& payload) {
  const unsigned char* data = payload.get_data_ptr();
  return payload.get_data_length() == 1 ? *data : boost::endian::load_big_u64(data);
}

/// Whether as many bytes can be moved there, by HptProtocol.
bool may_be_moved(const tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const unsigned length = payload.get_data_length();
  if (any(address, hpt_address::kGuestMemory)) return length == kLineBytes;
  if (any(address, hpt_address::kRegion)) return length == kDwordBytes;
  if (payload.is_read()) return length == kLineBytes || length == kDwordBytes;
  const std::uint64_t offset = address % sizeof(RawHpte);
  const bool rc_byte = offset == static_cast<std::uint64_t>(RcByte::kReferenced) ||
                       offset == static_cast<std::uint64_t>(RcByte::kChanged);
  return length == kDwordBytes || (length == 1 && rc_byte);
}

/// Page records are merged and cleared, dword 0 of an entry is stored conditionally, all else is
/// read and written.
tlm::tlm_response_status check_kind(const tlm::tlm_generic_payload& payload,
                                    const HptExtension& extension) {
  using enum HptExtension::Atomic;
  const std::uint64_t region = payload.get_address() & hpt_address::kRegion;
  const bool dword0 = region == hpt_address::kTable && payload.get_data_length() == kDwordBytes &&
                      dword_at(payload.get_address()) == HpteDword::k0;
  const bool merges = extension.atomic == kMerge || extension.atomic == kClear;
  const bool returns = extension.returns == HptExtension::Return::kWithAnswer ||
                       extension.returns == HptExtension::Return::kAtOnce;
  if (!returns) return tlm::TLM_GENERIC_ERROR_RESPONSE;
  const bool fits = region == hpt_address::kPageRecords && payload.is_write() ? merges
                    : extension.atomic == kStoreConditional ? dword0 && payload.is_write()
                                                            : extension.atomic == kNone;
  return fits ? tlm::TLM_OK_RESPONSE : tlm::TLM_GENERIC_ERROR_RESPONSE;
}

bool is_locked(const Hpte& entry) { return any(entry.v, hpte_v::kHvLock); }

/// R and C apart, which other walks may set as well.
bool differs(const Hpte& matched, const Hpte& now) {
  return matched.v != now.v || ((matched.r ^ now.r) & ~hpte_r::kRc) != 0;
}

}  // namespace

HptMemory::HptMemory(const sc_core::sc_module_name& name, const Sim& sim,
                     const std::vector<GuestTable>& tables, unsigned cores)
    : Part(name, sim),
      masters("masters", *this, &HptMemory::b_transport, &HptMemory::transport_dbg,
              &HptMemory::allow_direct),
      external("external", sim),
      config_(sim.config.memory),
      queue_("queue", sim.clock,
             [this](auto requests, Cycles cycle) { serve_cycle(requests, cycle); }),
      cores_(cores),
      bank_free_(config_.banks) {
  if (config_.external && config_.data_accesses) {
    throw std::invalid_argument(
        "memory.external is for the lines of the table; memory.data_accesses must be false");
  }
  if (config_.external && tables.size() > 1) {
    throw std::invalid_argument("memory.external is for the table of one guest");
  }
  if (config_.external && config_.store_queue_entries != 0) {
    throw std::invalid_argument(
        "memory.store_queue_entries needs the model's own memory; memory.external must be false");
  }
  if (config_.store_queue_entries != 0) {
    stores_.emplace(config_);
    stores_on_their_way_ = TimelineCounter(sim, this->name(), "stores in queues");
  }
  for (const GuestTable& table : tables) tables_.emplace_back().image = &table.image;
  if (config_.caches) {
    caches_.emplace(cores, CacheSizes{config_.l1_bytes, config_.l1_ways, config_.l2_bytes,
                                      config_.l2_ways, config_.l3_bytes, config_.l3_ways});
  }
}

HptMemory::~HptMemory() = default;

void HptMemory::report(Report& report) const {
  report.counters("", counters_);
  report_line_sources(report, "reads_from_", reads_from_, LineSource::l1);
  RaceCounters races = store_races_;
  races.walk_met_locked_entry = counters_.lines_with_locked_entry;
  races.walk_entry_changed = counters_.rc_writes_to_changed_entry;
  races.same_cycle_requests = counters_.cycles_with_several_requests;
  report.races(races);
}

PartState HptMemory::state() const { return described_state(HptMemoryState{queue_.size()}); }

tlm::tlm_response_status HptMemory::check(const tlm::tlm_generic_payload& payload) const {
  const auto* extension = payload.get_extension<HptExtension>();
  if (extension == nullptr || static_cast<std::size_t>(extension->initiator.core) >= cores_ ||
      static_cast<std::size_t>(extension->lpid) >= tables_.size()) {
    return tlm::TLM_GENERIC_ERROR_RESPONSE;
  }
  if (stores_ && !payload.is_read() && !payload.is_write()) return check_envelope(payload);
  const auto command = payload.is_write() ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND;
  const auto transfer = check_transfer(payload, command);
  if (transfer != tlm::TLM_OK_RESPONSE) return transfer;
  const unsigned length = payload.get_data_length();
  if (!may_be_moved(payload)) return tlm::TLM_BURST_ERROR_RESPONSE;
  if (payload.get_address() % length != 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  const bool there = is_guest_memory(payload.get_address()) ||
                     bytes_from(image(extension->lpid).geometry(), payload.get_address()) >= length;
  return there ? check_kind(payload, *extension) : tlm::TLM_ADDRESS_ERROR_RESPONSE;
}

HptMemory::Asking& HptMemory::asking(int master) {
  while (asking_.size() <= static_cast<std::size_t>(master)) asking_.emplace_back();
  return asking_[static_cast<std::size_t>(master)];
}

void HptMemory::b_transport(int master, tlm::tlm_generic_payload& payload,
                            sc_core::sc_time& delay) {
  Asking& asks = asking(master);
  payload.set_response_status(asks.waits ? tlm::TLM_GENERIC_ERROR_RESPONSE : check(payload));
  if (!payload.is_response_ok()) return;
  auto& extension = *payload.get_extension<HptExtension>();
  const Cycles cycle = clock().cycle_of(sc_core::sc_time_stamp() + delay);
  if (queue_.alone(delay) && !config_.external && !must_wait(payload, extension)) {
    delay = clock().until(serve(payload, extension, cycle));
    return;
  }
  asks.waits = true;
  Cycles answer;
  queue_.ask({extension.initiator.id, &payload, &answer, &asks.answered, {}}, cycle);
  wait(asks.answered);
  asks.waits = false;
  delay = clock().until(answer);
}

// A memory outside must be asked.
void HptMemory::allow_direct(tlm::tlm_generic_payload& payload) {
  auto* extension = payload.get_extension<HptExtension>();
  if (extension != nullptr && !config_.external) extension->direct = this;
}

HptDirect::Loaded HptMemory::load(const HptExtension& by, std::uint64_t address, Cycles cycle) {
  return stores_ ? load_beside_stores(by, address, cycle) : load_from_memory(by, address, cycle);
}

HptDirect::Loaded HptMemory::load_beside_stores(const HptExtension& by, std::uint64_t address,
                                                Cycles cycle) {
  const InitiatorId who = by.initiator.id;
  if (stores_->supply(who, address)) {
    ++counters_.loads_from_store_queue;
    note_position(address, who);
    return {stores_->seen_by(who, address, 0), LineSource::l1, cycle + Cycles(config_.load_cycles)};
  }
  if (stores_->others_change(by, address)) ++store_races_.look_before_issued_store;
  Loaded loaded = load_from_memory(by, address, cycle);
  loaded.value = stores_->seen_by(who, address, loaded.value);
  return loaded;
}

HptDirect::Loaded HptMemory::load_from_memory(const HptExtension& by, std::uint64_t address,
                                              Cycles cycle) {
  const LineSource source =
      caches_ ? caches_->read(static_cast<std::size_t>(by.initiator.core),
                              line_of(address, by.lpid), CoherentCaches::By::kInstruction)
              : LineSource::memory;
  Cycles start = cycle;
  if (source == LineSource::memory) {
    start =
        occupy_bank(address, cycle, caches_ ? config_.line_busy_cycles : config_.word_busy_cycles);
  }
  const std::uint64_t value = dword_in(*table_of(by.lpid).image, address);
  note_position(address, by.initiator.id);
  events_.add(cycle, static_cast<std::uint64_t>(by.initiator.id), address);
  ++counters_.word_reads;
  if (caches_) ++reads_from_[static_cast<std::size_t>(source)];
  return {value, source, start + read_cost(source, kDwordBytes, Cycles(config_.line_cycles))};
}

HptDirect::Scanned HptMemory::scan(const HptExtension& by, const Way& way, Cycles cycle,
                                   Cycles until) {
  if (stores_ && !stores_->empty()) return {way.at, {}, cycle};
  DirectLoads loads{*this, by, cycle};
  HpteIndex at = way.at;
  while (at < way.end && loads.cycle + longest_look(loads.cycle) <= until) {
    const EntryScan::Look look = way.scan.look(loads, at);
    if (look.stops) return {at, look, loads.cycle};
    loads.cycle += way.each;
    ++at;
    const HpteIndex line_end = std::min(way.end, first_slot(pteg_of(at - 1)) + kHptesPerPteg);
    if (at == line_end || !are_in_l1(by, way.scan, at)) continue;
    const Scanned rest = scan_in_l1(by, {way.scan, at, line_end, way.each}, loads.cycle, until);
    if (rest.look.stops) return rest;
    at = rest.at;
    loads.cycle = rest.answered;
  }
  return {at, {}, loads.cycle};
}

// All that an entry's loads can take.
Cycles HptMemory::longest_look(Cycles cycle) const {
  const Cycles banks = std::max(cycle, *std::ranges::max_element(bank_free_)) - cycle;
  const std::uint64_t line = std::max({config_.line_cycles, config_.other_core_cycles,
                                       config_.l3_cycles, config_.l2_cycles, config_.load_cycles});
  const std::uint64_t busy = std::max(config_.line_busy_cycles, config_.word_busy_cycles);
  return banks + Cycles(line + busy) * EntryScan::kMostLoads;
}

bool HptMemory::are_in_l1(const HptExtension& by, const EntryScan& scan, HpteIndex index) const {
  const auto core = static_cast<std::size_t>(by.initiator.core);
  const auto is_there = [&](std::uint64_t address) {
    return caches_->is_in_l1(core, line_of(address, by.lpid));
  };
  return caches_ && is_there(hpt_address::of_entry(index)) &&
         (!scan.loads_guest_r() || is_there(hpt_address::of_reverse_map(index)));
}

// Of all uses of a line only the last matters. The words of the reverse map for a PTEG are in one
// line, too.
HptDirect::Scanned HptMemory::scan_in_l1(const HptExtension& by, Way way, Cycles cycle,
                                         Cycles until) {
  const Cycles latency(config_.load_cycles);
  L1Loads loads{*table_of(by.lpid).image, by.initiator.id, latency, events_, cycle};
  EntryScan::Look look;
  const HpteIndex first = way.at;
  for (; way.at < way.end && loads.cycle + latency * EntryScan::kMostLoads <= until; ++way.at) {
    look = way.scan.look(loads, way.at);
    if (look.stops) break;
    loads.cycle += way.each;
  }
  if (loads.count == 0) return {way.at, {}, cycle};
  counters_.word_reads += loads.count;
  reads_from_[static_cast<std::size_t>(LineSource::l1)] += loads.count;
  const auto use = [&](std::uint64_t address) {
    caches_->read(static_cast<std::size_t>(by.initiator.core), line_of(address, by.lpid),
                  CoherentCaches::By::kInstruction);
  };
  const std::uint64_t words = hpt_address::of_reverse_map(first);
  if (way.scan.loads_guest_r() && !loads.guest_r_last) use(words);
  use(hpt_address::of_entry(first));
  if (loads.guest_r_last) use(words);
  note_position(hpt_address::of_entry(look.stops ? way.at : way.at - 1), by.initiator.id);
  return {way.at, look, loads.cycle};
}

void HptMemory::serve_cycle(std::span<const Pending> requests, Cycles cycle) {
  if (requests.size() > 1) ++counters_.cycles_with_several_requests;
  for (const Pending& request : requests) serve_in_turn(request, cycle);
}

void HptMemory::serve_in_turn(const Pending& request, Cycles cycle) {
  if (request.payload == nullptr) return store_takes_effect(request, cycle);
  if (config_.external) return serve_from_outside(request, cycle);
  auto& extension = *request.payload->get_extension<HptExtension>();
  if (must_wait(*request.payload, extension)) {
    held_back_.emplace(request.initiator, HeldBack{request, cycle});
  } else {
    answer(request, cycle, serve(*request.payload, extension, cycle));
  }
}

Cycles HptMemory::issue_store(const tlm::tlm_generic_payload& payload,
                              const HptExtension& extension, Cycles cycle) {
  StoreQueues::Owner& owner = stores_->of(extension.initiator, extension.lpid);
  owner.queue.issue({.address = payload.get_address(),
                     .bytes = payload.get_data_length(),
                     .value = value_of(payload),
                     .barriers = extension.barriers});
  ++counters_.stores_queued;
  stores_on_their_way_.change(cycle, 1);
  note_position(payload.get_address(), extension.initiator.id);
  send_stores(owner, cycle);
  return cycle + Cycles(config_.store_cycles);
}

void HptMemory::send_stores(StoreQueues::Owner& owner, Cycles cycle) {
  while (QueuedStore* store = owner.queue.next_to_go()) {
    store->is_under_way = true;
    Pending there;
    there.initiator = owner.initiator.id;
    there.store = store->number;
    queue_.ask(there, cycle + time_to_own(owner, store->address, cycle));
  }
}

Cycles HptMemory::time_to_own(const StoreQueues::Owner& owner, std::uint64_t address,
                              Cycles cycle) {
  if (!caches_) {
    return occupy_bank(address, cycle, config_.word_busy_cycles) - cycle +
           Cycles(config_.load_cycles);
  }
  const LineSource source = caches_->source_for_owner(
      static_cast<std::size_t>(owner.initiator.core), line_of(address, owner.lpid));
  const Cycles line = beyond_l1(source, Cycles(config_.line_cycles));
  if (source != LineSource::memory) return line;
  return occupy_bank(address, cycle, config_.line_busy_cycles) - cycle + line;
}

void HptMemory::store_takes_effect(const Pending& there, Cycles cycle) {
  StoreQueues::Owner& owner = stores_->of(there.initiator);
  const StoreQueue::Visible visible = owner.queue.take(there.store);
  stores_on_their_way_.change(cycle, -1);
  const StoredBytes stored{visible.store.address, visible.store.bytes, visible.store.value};
  if (visible.has_overtaken) ++store_races_.store_overtook_store;
  const HptMemoryRequest write{tlm::TLM_WRITE_COMMAND, stored.address, stored.bytes, owner.lpid};
  if (caches_) reach(owner.initiator.core, write);
  const Table& table = table_of(owner.lpid);
  put(*table.image, stored);
  if ((stored.address & hpt_address::kRegion) == hpt_address::kTable) {
    const HpteIndex index = entry_at(stored.address);
    stores_->note_visible(owner.lpid, index, table.image->load(index, HpteDword::k0));
  }
  tell_observers(table, stored, there.initiator, cycle);
  events_.add(cycle, static_cast<std::uint64_t>(there.initiator), stored.address);
  ++(stored.bytes == 1 ? counters_.rc_byte_writes : counters_.word_writes);
  send_stores(owner, cycle);
  serve_held_back(there.initiator, cycle);
  if (owner.queue.empty()) stores_ended_.notify(clock().until(cycle + Cycles(1)));
}

void HptMemory::serve_held_back(InitiatorId initiator, Cycles cycle) {
  const auto waits = held_back_.find(initiator);
  if (waits == held_back_.end()) return;
  const auto [request, since] = waits->second;
  auto& extension = *request.payload->get_extension<HptExtension>();
  if (must_wait(*request.payload, extension)) return;
  held_back_.erase(waits);
  counters_.store_wait_cycles += (cycle - since).value();
  answer(request, cycle, serve(*request.payload, extension, cycle));
}

void HptMemory::wait_for_stores_of(InitiatorId initiator) {
  while (has_stores_of(initiator)) wait(stores_ended_);
}

void HptMemory::answer(const Pending& request, Cycles cycle, Cycles answered) {
  const auto& extension = *request.payload->get_extension<HptExtension>();
  const bool at_once = extension.returns == HptExtension::Return::kAtOnce;
  *request.answer = answered;
  request.answered->notify(clock().until(at_once ? cycle + Cycles(1) : answered));
}

Cycles HptMemory::serve(tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle) {
  if (payload.is_read() && payload.get_data_length() == kDwordBytes) {
    const Loaded loaded = load(extension, payload.get_address(), cycle);
    boost::endian::store_big_u64(payload.get_data_ptr(), loaded.value);
    extension.source = loaded.source;
    return loaded.answered;
  }
  if (stores_) {
    const bool syncs = !payload.is_read() && !payload.is_write();
    if (syncs) return cycle + Cycles(1);
    if (is_queued(payload, extension)) return issue_store(payload, extension, cycle);
  }
  find_line(payload, extension);
  Cycles start = cycle;
  if (extension.source == LineSource::memory) {
    const bool line = needs_memory(payload, extension);
    start = occupy_bank(payload.get_address(), cycle,
                        line ? config_.line_busy_cycles : config_.word_busy_cycles);
  }
  take_effect(payload, extension, cycle);
  return start + cost(payload, extension, Cycles(config_.line_cycles));
}

// A store does not wait for its line.
void HptMemory::serve_from_outside(const Pending& request, Cycles cycle) {
  tlm::tlm_generic_payload& payload = *request.payload;
  auto& extension = *payload.get_extension<HptExtension>();
  find_line(payload, extension);
  take_effect(payload, extension, cycle);
  const bool outside = needs_memory(payload, extension);
  const bool stores = payload.is_write() && extension.atomic == HptExtension::Atomic::kNone;
  const std::uint64_t line = outside_address(image().geometry(), payload.get_address());
  if (outside && !stores) {
    external.transfer(tlm::TLM_READ_COMMAND, line, [this, request, cycle] {
      const Cycles there = clock().cycle_of(sc_core::sc_time_stamp()) + Cycles(1);
      answer(request, cycle,
             cycle + cost(*request.payload, *request.payload->get_extension<HptExtension>(),
                          there - cycle));
    });
    return;
  }
  if (outside) external.transfer(tlm::TLM_READ_COMMAND, line, [] {});
  answer(request, cycle, cycle + cost(payload, extension, Cycles(config_.line_cycles)));
}

void HptMemory::find_line(const tlm::tlm_generic_payload& payload, HptExtension& extension) {
  const HptMemoryRequest request{payload.get_command(), payload.get_address(),
                                 payload.get_data_length(), extension.lpid};
  extension.source = caches_ ? reach(extension.initiator.core, request) : LineSource::memory;
}

bool HptMemory::needs_memory(const tlm::tlm_generic_payload& payload,
                             const HptExtension& extension) const {
  return extension.source == LineSource::memory &&
         (caches_ || payload.get_data_length() == kLineBytes);
}

void HptMemory::take_effect(tlm::tlm_generic_payload& payload, HptExtension& extension,
                            Cycles cycle) {
  if (!is_data(payload)) perform(payload, extension, cycle);
  events_.add(cycle, static_cast<std::uint64_t>(extension.initiator.id), payload.get_address());
  count(payload, extension);
}

// No cache keeps a line for so many tables that a place may not be used again.
LineNumber HptMemory::line_of(std::uint64_t address, Lpid lpid) const {
  using namespace hpt_address;
  if (any(address, kGuestMemory)) return LineNumber(address / kLineBytes);
  std::uint64_t place = static_cast<std::uint64_t>(lpid) * kPlacesOfAGuest;
  if (!any(address, kPageRecords)) place += table_of(lpid).switches % kPlacesOfAGuest;
  return LineNumber((address + place * kTableDistance) / kLineBytes);
}

void HptMemory::switch_table(Lpid lpid, HptImage table) {
  Table& switched = table_of(lpid);
  switched.image->replace_table(std::move(table));
  ++switched.switches;
  ++counters_.tables_switched;
  const Cycles now = clock().now();
  events_.add(now, counters_.tables_switched, switched.image->geometry().order());
  for (HptObserver* observer : switched.observers) observer->on_table_switched(now);
}

// Of the table, whole lines and single bytes are a table walker's, doublewords are software's.
LineSource HptMemory::reach(CoreId core_id, const HptMemoryRequest& request) {
  using enum CoherentCaches::By;
  const auto core = static_cast<std::size_t>(core_id);
  const LineNumber line = line_of(request.address, request.lpid);
  const bool data = any(request.address, hpt_address::kGuestMemory);
  const auto by = data || request.bytes == 8 ? kInstruction : kTableWalk;
  if (request.command == tlm::TLM_READ_COMMAND) return caches_->read(core, line, by);
  return caches_->write(core, line, data ? kStoreThrough : by);
}

void HptMemory::touch(CoreId core, const HptMemoryRequest& request) {
  if (caches_) reach(core, request);
}

Cycles HptMemory::occupy_bank(std::uint64_t address, Cycles cycle, std::uint64_t busy) {
  Cycles& free = bank_free_[(address / kLineBytes) % bank_free_.size()];
  const Cycles start = std::max(cycle, free);
  counters_.bank_wait_cycles += (start - cycle).value();
  free = start + Cycles(busy);
  return start;
}

void HptMemory::count(const tlm::tlm_generic_payload& payload, const HptExtension& extension) {
  const unsigned length = payload.get_data_length();
  if (is_data(payload)) {
    ++(payload.is_read() ? counters_.data_reads : counters_.data_writes);
  } else if (extension.atomic != HptExtension::Atomic::kNone) {
    ++counters_.atomics;
    if (!extension.stored) ++counters_.atomics_failed;
  } else if (payload.is_read()) {
    ++(length == kLineBytes ? counters_.line_reads : counters_.word_reads);
    if (caches_) ++reads_from_[static_cast<std::size_t>(extension.source)];
  } else {
    ++(length == 1 ? counters_.rc_byte_writes : counters_.word_writes);
  }
}

Cycles HptMemory::cost(const tlm::tlm_generic_payload& payload, const HptExtension& extension,
                       Cycles line) const {
  if (is_data(payload)) return data_cost(payload, extension);
  if (extension.atomic != HptExtension::Atomic::kNone) {
    const bool near = !caches_ || extension.source <= LineSource::l2;
    const Cycles atomic(config_.atomic_cycles);
    return near ? atomic : atomic + beyond_l1(extension.source, line);
  }
  if (payload.is_write()) return Cycles(config_.store_cycles);
  return read_cost(extension.source, payload.get_data_length(), line);
}

Cycles HptMemory::read_cost(LineSource source, unsigned bytes, Cycles line) const {
  const bool nearest = caches_ ? source == LineSource::l1 : bytes != kLineBytes;
  return nearest ? Cycles(config_.load_cycles) : beyond_l1(source, line);
}

// The latency counts from the beginning of the access; the answer is there a cycle later at the
// soonest.
Cycles HptMemory::data_cost(const tlm::tlm_generic_payload& payload,
                            const HptExtension& extension) const {
  const bool nearest = payload.is_read() && extension.source == LineSource::l1;
  const Cycles latency = nearest ? Cycles(config_.load_cycles)
                                 : beyond_l1(extension.source, Cycles(config_.line_cycles));
  return std::max(latency, extension.under_way + Cycles(1)) - extension.under_way;
}

Cycles HptMemory::beyond_l1(LineSource source, Cycles line) const {
  switch (source) {
    case LineSource::l1:
    case LineSource::l2:
      return Cycles(config_.l2_cycles);
    case LineSource::l3:
      return Cycles(config_.l3_cycles);
    case LineSource::other_l2_shared:
    case LineSource::other_l2_modified:
    case LineSource::other_l3_shared:
    case LineSource::other_l3_modified:
      return Cycles(config_.other_core_cycles);
    case LineSource::memory:
      break;
  }
  return line;
}

void HptMemory::perform(tlm::tlm_generic_payload& payload, HptExtension& extension, Cycles cycle) {
  const std::uint64_t address = payload.get_address();
  if (payload.is_read()) {
    read(payload, extension.lpid);
  } else {
    const Table& table = table_of(extension.lpid);
    const StoredBytes stored{address, payload.get_data_length(), value_of(payload)};
    if (write(*table.image, stored, extension)) {
      tell_observers(table, stored, extension.initiator.id, cycle);
    }
  }
  note_position(address, extension.initiator.id);
}

void HptMemory::tell_observers(const Table& table, const StoredBytes& stored, InitiatorId by,
                               Cycles cycle) {
  if (any(stored.address, hpt_address::kPageRecords)) return;
  for (HptObserver* observer : table.observers) {
    observer->on_change(entry_at(stored.address), part_at(stored.address, stored.bytes), by, cycle);
  }
}

void HptMemory::note_position(std::uint64_t address, InitiatorId initiator) {
  if (initiator == followed_ && !any(address, hpt_address::kPageRecords)) {
    followed_at_ = entry_at(address);
  }
}

void HptMemory::read(tlm::tlm_generic_payload& payload, Lpid lpid) {
  const std::uint64_t address = payload.get_address();
  const HptImage& image = *table_of(lpid).image;
  unsigned char* data = payload.get_data_ptr();
  if (payload.get_data_length() != kLineBytes) {
    boost::endian::store_big_u64(data, dword_in(image, address));
    return;
  }
  const Pteg line = image.read_pteg(pteg_of(entry_at(address)));
  if (std::ranges::any_of(line, is_locked)) ++counters_.lines_with_locked_entry;
  if (stores_ && stores_->are_amid_update(lpid, pteg_of(entry_at(address)))) {
    ++store_races_.walk_between_stores;
  }
  for (const Hpte& entry : line) {
    boost::endian::store_big_u64(data, entry.v);
    boost::endian::store_big_u64(data + 8, entry.r);
    data += sizeof(RawHpte);
  }
}

bool HptMemory::write(HptImage& image, const StoredBytes& stored, HptExtension& extension) {
  const auto [address, bytes, value] = stored;
  extension.stored = true;
  if (bytes == 1 && extension.matched &&
      differs(*extension.matched, image.read(entry_at(address)))) {
    ++counters_.rc_writes_to_changed_entry;
    extension.stored = !extension.only_if_matched;
    if (!extension.stored) return false;
  }
  if (any(address, hpt_address::kPageRecords)) {
    const bool clears = extension.atomic == HptExtension::Atomic::kClear;
    clears ? image.clear_page_rc(page_at(address), value)
           : image.merge_page_rc(page_at(address), value);
  } else if (extension.atomic == HptExtension::Atomic::kStoreConditional) {
    extension.stored = image.store_conditional(entry_at(address), extension.expected, value);
  } else {
    put(image, stored);
  }
  return extension.stored;
}

void HptMemory::put(HptImage& image, const StoredBytes& stored) {
  const auto [address, bytes, value] = stored;
  if (bytes == 1) {
    image.store_rc_byte(entry_at(address), RcByte(address % sizeof(RawHpte)),
                        static_cast<std::uint8_t>(value));
  } else if (any(address, hpt_address::kReverseMap)) {
    image.set_guest_r(entry_at(address), value);
  } else {
    image.store(entry_at(address), dword_at(address), value);
  }
}

unsigned HptMemory::transport_dbg(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const auto* extension = payload.get_extension<HptExtension>();
  const Lpid lpid = extension != nullptr ? extension->lpid : Lpid{};
  if (static_cast<std::size_t>(lpid) >= tables_.size()) return 0;
  HptImage& image = *table_of(lpid).image;
  const std::uint64_t room = bytes_from(image.geometry(), address);
  const auto bytes =
      static_cast<unsigned>(std::min<std::uint64_t>(payload.get_data_length(), room));
  if (payload.get_data_ptr() == nullptr) return 0;
  const std::span data(payload.get_data_ptr(), bytes);
  if (payload.is_read()) {
    copy_from(image, address, data);
  } else if (payload.is_write()) {
    copy_to(image, address, data);
  } else {
    return 0;
  }
  return bytes;
}

}  // namespace htabsim
