// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/scenario_code.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "htabsim/model/htab/htab_writer.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/papr/dirty_log.h"
#include "htabsim/model/papr/h_bulk_remove.h"
#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/h_resize_hpt.h"
#include "htabsim/model/papr/hardware_view.h"
#include "htabsim/model/papr/host_page.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

using Role = ExploringPort::Role;
using Need = ExploredProcessor::Need;

/// An agent that opens a second descriptor gives it a number that no agent has.
constexpr int kSecondDescriptor = 1000;

/// The first chunk on the link: its bytes, a word each.
Observed first_chunk(const WorldState& state) {
  Observed bytes;
  if (state.link->chunks.empty()) return bytes;
  for (const std::byte one : state.link->chunks.front()) {
    bytes.push_back(std::to_integer<std::uint64_t>(one));
  }
  return bytes;
}

/// Waits for a chunk; nothing at the link's end.
std::vector<std::byte> receive(AgentRun& run) {
  const Observed bytes = run.await(
      [](const WorldState& state) { return state.link->closed || !state.link->chunks.empty(); },
      first_chunk);
  if (bytes.empty()) return {};
  run.effect([](WorldState& state) { state.link->chunks.pop_front(); });
  std::vector<std::byte> chunk;
  for (const std::uint64_t byte : bytes) chunk.push_back(static_cast<std::byte>(byte));
  return chunk;
}

void bulk_remove(HptPort& port, const Partition& partition, const std::vector<HpteIndex>& entries) {
  BulkRequests requests{};
  std::size_t next = 0;
  for (const HpteIndex index : entries) {
    requests[next] = bulk::kRequest | index.value();
    next += 2;
  }
  if (next < requests.size()) requests[next] = bulk::kEnd;
  h_bulk_remove(port, partition, requests);
}

HtabGroupHeader group_of_one(HpteIndex index, std::uint16_t valid, std::uint16_t invalid) {
  return {static_cast<std::uint32_t>(index.value()), valid, invalid};
}

/// One write() of a group of one entry.
void write(HptPort& port, Partition& partition, const HtabGroupHeader& header, const Hpte& entry) {
  const auto head = encode_header(header, HeaderOrder::kBig);
  std::vector<std::byte> group(head.begin(), head.end());
  if (header.n_valid != 0) {
    const auto body = encode_entry(entry);
    group.insert(group.end(), body.begin(), body.end());
  }
  const IoResult result = HtabWriter({}).write(port, partition, group);
  if (result.error) throw std::logic_error("a write() of the stream has failed");
}

/// The entry of the page as hardware is to see it.
Hpte native_entry(const Partition& partition, const ScenarioPages& pages, HpteIndex index,
                  HashKind hash) {
  const Hpte entry = pages.entry(index, 0, hash);
  const auto host_page = partition.slots.host_real(pages.page(index));
  return {entry.v,
          memory_r(entry.r, pages.sizes.actual, host_page.value(), HostAccess::kReadWrite)};
}

}  // namespace

ScenarioCode::ScenarioCode(AgentRun& run, const Place& place, const Ended& ended)
    : run_(run),
      place_(place),
      ended_(ended),
      processor_port_(run, place.geometry, Role::kProcessor, place.rules),
      reader_port_(run, place.geometry, Role::kReader, place.rules) {
  if (place.processor) processor_.emplace(run, *place.processor, place.geometry, place.rules);
}

void ScenarioCode::run(const std::vector<ScenarioStep>& steps) {
  for (const ScenarioStep& step : steps) {
    processor_port_.begin(update_code(step.kind));
    if (is_access(step.kind)) {
      if (access(step) == Next::kEnd) return;
    } else if (is_hcall(step.kind)) {
      call(step);
    } else if (is_barrier(step.kind)) {
      port_barrier(step.kind);
    } else if (is_port_operation(step.kind)) {
      port_operation(step);
    } else if (is_read(step.kind) || step.kind == StepKind::write_until_closed) {
      stream(step);
    } else {
      control(step);
    }
  }
}

/// A program whose access has no translation goes no further.
ScenarioCode::Next ScenarioCode::access(const ScenarioStep& step) {
  const Segment segment = place_.pages.segment(step.entry);
  const Ea ea = place_.pages.address(step.entry, step.hash);
  const bool loads = step.kind == StepKind::load || step.kind == StepKind::must_load ||
                     step.kind == StepKind::load_with_faults;
  const AccessKind kind = loads ? AccessKind::kLoad : AccessKind::kStore;
  const bool must = step.kind == StepKind::must_load || step.kind == StepKind::must_store;
  const Need need = must ? Need::kMustTranslate : Need::kMayMiss;
  if (has_faults(step.kind)) {
    processor_->access_with_faults(processor_port_, segment, ea, kind,
                                   place_.pages.page(step.entry));
    return Next::kStep;
  }
  return processor_->access(segment, ea, kind, need) ? Next::kStep : Next::kEnd;
}

void ScenarioCode::call(const ScenarioStep& step) {
  if (place_.can_be_held) run_.begin_work(OperationKind::hcall, 0);
  run_.await_call();
  hcall(step);
  if (place_.can_be_held) run_.end_work();
}

void ScenarioCode::hcall(const ScenarioStep& step) {
  Partition& partition = run_.partition();
  HptPort& port = processor_port_;
  switch (step.kind) {
    case StepKind::enter:
      h_enter(port, partition, hcall_flag::kExact, step.entry,
              place_.pages.entry(step.entry, 0, step.hash));
      break;
    case StepKind::remove:
      h_remove(port, partition, 0, step.entry, 0);
      break;
    case StepKind::protect:
      h_protect(port, partition, hpte_r::kPpReadOnly, step.entry, 0);
      break;
    case StepKind::protect_writable:
      h_protect(port, partition, hpte_r::kPpReadWrite, step.entry, 0);
      break;
    case StepKind::clear_ref:
      h_clear_ref(port, partition, step.entry);
      break;
    case StepKind::clear_mod:
      h_clear_mod(port, partition, step.entry);
      break;
    case StepKind::bulk_remove:
      bulk_remove(port, partition, entries_of(step));
      break;
    case StepKind::unmap:
      withdraw_host_page(port, partition, step.entry);
      break;
    case StepKind::write_protect:
      write_protect(step.entry);
      break;
    case StepKind::stream_write:
      write(port, partition, group_of_one(step.entry, 1, 0),
            place_.pages.entry(step.entry, 0, step.hash));
      break;
    case StepKind::stream_invalidate:
      write(port, partition, group_of_one(step.entry, 0, 1), {});
      break;
    default:
      harvest_changed(port, partition, step.entry);
      break;
  }
}

/// Once it is over the guest must not store to the page, unless it has been made writable again.
void ScenarioCode::write_protect(HpteIndex index) {
  Partition& partition = run_.partition();
  write_protect_host_page(processor_port_, partition, index);
  const GuestReal page = place_.pages.page(index);
  if (partition.slots.writable(page)) return;
  run_.effect([table = run_.reach().table, page](WorldState& state) {
    state.tables[table].withhold_stores(page);
  });
}

void ScenarioCode::port_operation(const ScenarioStep& step) {
  HptPort& port = processor_port_;
  const HpteIndex index = step.entry;
  const Hpte entry = native_entry(run_.partition(), place_.pages, index, step.hash);
  const Hpte memory = to_memory_format(entry, port.geometry().format());
  switch (step.kind) {
    case StepKind::write_dword1:
      port.store(index, HpteDword::k1, memory.r);
      break;
    case StepKind::write_read_only:
      port.store(index, HpteDword::k1, (memory.r & ~hpte_r::kPp) | hpte_r::kPpReadOnly);
      break;
    case StepKind::write_dword0:
      port.store(index, HpteDword::k0, memory.v);
      break;
    case StepKind::write_invalid:
      port.store(index, HpteDword::k0, memory.v & ~hpte_v::kValid);
      break;
    case StepKind::write_zero:
      port.store(index, HpteDword::k0, 0);
      break;
    case StepKind::clear_r_byte: {
      const std::uint64_t r = port.load(index, HpteDword::k1) & ~hpte_r::kReferenced;
      port.store_rc_byte(index, RcByte::kReferenced, static_cast<std::uint8_t>(r >> 8));
      break;
    }
    case StepKind::set_software_bit:
      while (true) {
        const std::uint64_t v = port.load(index, HpteDword::k0);
        if (port.store_conditional(index, v, v | hpte_v::kBolted)) break;
      }
      break;
    case StepKind::change_in_place: {
      const std::uint64_t r = port.load(index, HpteDword::k1);
      port.store(index, HpteDword::k1, (r & ~hpte_r::kPp) | hpte_r::kPpReadOnly);
      break;
    }
    case StepKind::take_rc:
      record_page_rc(port, run_.partition(), place_.pages.entry(index),
                     port.load(index, HpteDword::k1) & hpte_r::kRc);
      break;
    default:
      port.tlbie(*tlbie_operand(entry, index));
      break;
  }
}

void ScenarioCode::port_barrier(StepKind kind) {
  switch (kind) {
    case StepKind::tlbsync:
      processor_port_.tlbsync();
      break;
    case StepKind::isync:
      processor_port_.barrier(Barrier::kIsync);
      break;
    case StepKind::eieio:
      processor_port_.barrier(Barrier::kEieio);
      break;
    case StepKind::lwsync:
      processor_port_.barrier(Barrier::kLwsync);
      break;
    default:
      processor_port_.barrier(Barrier::kPtesync);
      break;
  }
}

void ScenarioCode::stream(const ScenarioStep& step) {
  switch (step.kind) {
    case StepKind::read_all:
      read_all();
      break;
    case StepKind::read_one:
      reader_->read(reader_port_, ExploredReader::kOneEntry);
      break;
    case StepKind::read_one_unless:
      read_one_unless_ended(step);
      break;
    case StepKind::read_until_clean:
      reader_->read_until_clean(reader_port_);
      break;
    case StepKind::read_until_zero:
      while (!read_all().empty()) continue;
      break;
    case StepKind::send_all:
      send_all();
      break;
    case StepKind::send_until_zero:
      while (send_all()) continue;
      break;
    default:
      write_until_closed();
      break;
  }
}

void ScenarioCode::control(const ScenarioStep& step) {
  const unsigned table = run_.reach().table;
  switch (step.kind) {
    case StepKind::commit:
      commit_new_table(processor_port_, run_.partition(), place_.geometry.order());
      break;
    case StepKind::open:
      open(static_cast<int>(run_.agent()));
      break;
    case StepKind::open_anew:
      run_.effect([table](WorldState& state) { state.tables[table].promises->renew_receiver(); });
      open(kSecondDescriptor + static_cast<int>(run_.agent()));
      break;
    case StepKind::close_link:
      run_.effect([](WorldState& state) { state.link->closed = true; });
      break;
    case StepKind::await:
      run_.await(all_ended(step.agents));
      break;
    case StepKind::after:
      run_.after(all_ended(step.agents));
      break;
    case StepKind::start:
      run_.start();
      break;
    case StepKind::rest:
      run_.rest();
      break;
    case StepKind::check_receiver:
      run_.effect(
          [table](WorldState& state) { state.tables[table].promises->check_receiver(Cycles(0)); });
      break;
    default:
      run_.effect(
          [table, to = *place_.destination](WorldState& state) { state.require_equal(table, to); });
      break;
  }
}

void ScenarioCode::open(int descriptor) { reader_.emplace(run_, descriptor); }

std::span<const std::byte> ScenarioCode::read_all() {
  return reader_->read(reader_port_, ExploredReader::kWholeTable);
}

/// The client looks, and reads, under its own lock.
void ScenarioCode::read_one_unless_ended(const ScenarioStep& step) {
  const Observed over = run_.begin_work(OperationKind::read, ExploredReader::kOneEntry,
                                        [ended = all_ended(step.agents)](const WorldState& state) {
                                          return Observed{ended(state) ? 1U : 0U};
                                        });
  if (over.front() == 0) reader_->read_at_work(reader_port_, ExploredReader::kOneEntry);
  run_.end_work();
}

/// Returns whether there was anything to send.
bool ScenarioCode::send_all() {
  const auto chunk = read_all();
  if (chunk.empty()) return false;
  run_.effect([bytes = std::vector(chunk.begin(), chunk.end())](WorldState& state) {
    state.link->chunks.push_back(bytes);
  });
  return true;
}

void ScenarioCode::write_until_closed() {
  const HtabWriter writer({});
  for (;;) {
    const std::vector<std::byte> chunk = receive(run_);
    if (chunk.empty()) return;
    writer.write(processor_port_, run_.partition(), chunk);
  }
}

Condition ScenarioCode::all_ended(const std::vector<std::string>& agents) const {
  return [agents, ended = ended_](const WorldState& state) {
    return std::ranges::all_of(agents,
                               [&](const std::string& agent) { return ended(state, agent); });
  };
}

}  // namespace htabsim
