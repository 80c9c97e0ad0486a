// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/htab_fd.h"

#include <algorithm>

#include "htabsim/tlm/kit/payload_check.h"

namespace htabsim {

namespace {

/// Calls `visit(header)` for each whole group.
template <class Visit>
void for_each_group(std::span<const std::byte> data, const Visit& visit) {
  while (data.size() >= kGroupHeaderBytes) {
    const auto header = decode_header(data.first<kGroupHeaderBytes>(), kHostHeaderOrder);
    visit(header);
    data = data.subspan(std::min(data.size(), kGroupHeaderBytes + header.body_bytes()));
  }
}

HtabFilesOptions files_options(const HtabConfig& config) {
  HtabFilesOptions options;
  options.header_order = kHostHeaderOrder;
  options.lock_bit = config.emit_lock_bit ? LockBit::kEmitted : LockBit::kHidden;
  options.write_parsing = config.write_parsing;
  return options;
}

HtabFdActivity activity_of(HtabFdExtension::Call call) {
  switch (call) {
    case HtabFdExtension::Call::kOpen:
      return HtabFdActivity::opens;
    case HtabFdExtension::Call::kRead:
      return HtabFdActivity::reads;
    case HtabFdExtension::Call::kWrite:
      return HtabFdActivity::writes;
    case HtabFdExtension::Call::kClose:
      return HtabFdActivity::closes;
  }
  return HtabFdActivity::idle;
}

}  // namespace

HtabFdTarget::HtabFdTarget(const sc_core::sc_module_name& name, const Sim& sim,
                           const Initiator& initiator, const GuestTable& table,
                           Partition& partition)
    : Part(name, sim),
      calls("calls"),
      time_(sim),
      files_(partition, files_options(sim.config.htab)),
      port_("port", sim, "the HTAB descriptor", initiator, table,
            software_costs(sim.config, Software::kHtabCall), time_) {
  calls.register_b_transport(this, &HtabFdTarget::b_transport);
  port_.run(std::nullopt, partition.without);
  if (sim.timeline == nullptr) return;
  track_ = TimelineTrack(sim, this->name(), title());
  locks_ = TimelineTrack(sim, this->name(), title() + ": locks");
}

HtabFdTarget::~HtabFdTarget() = default;

void HtabFdTarget::report(Report& report) const {
  report.counters("", counters_);
  report.latency("read_latency", "HTAB read", read_latency_);
  report.latency("write_latency", "HTAB write", write_latency_);
}

PartState HtabFdTarget::state() const {
  return described_state(HtabFdState{activity_, time_.now().value()});
}

tlm::tlm_response_status HtabFdTarget::check(const tlm::tlm_generic_payload& payload) const {
  const auto* call = payload.get_extension<HtabFdExtension>();
  if (call == nullptr || activity_ != HtabFdActivity::idle) return tlm::TLM_GENERIC_ERROR_RESPONSE;
  switch (call->call) {
    case HtabFdExtension::Call::kRead:
      return check_transfer(payload, tlm::TLM_READ_COMMAND);
    case HtabFdExtension::Call::kWrite:
      return check_transfer(payload, tlm::TLM_WRITE_COMMAND);
    case HtabFdExtension::Call::kOpen:
    case HtabFdExtension::Call::kClose:
      return check_envelope(payload);
  }
  return tlm::TLM_GENERIC_ERROR_RESPONSE;
}

void HtabFdTarget::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  payload.set_response_status(check(payload));
  if (!payload.is_response_ok()) return;
  auto& call = *payload.get_extension<HtabFdExtension>();
  activity_ = activity_of(call.call);
  time_.begin(delay);
  const std::span data(reinterpret_cast<std::byte*>(payload.get_data_ptr()),
                       payload.get_data_length());
  if (track_) [[unlikely]]
    show_begin(call, data);
  execute(call, data);
  activity_ = HtabFdActivity::idle;
  if (call.result.error) ++counters_.errors;
  events_.add(time_.now(), static_cast<std::uint64_t>(call.call), call.result.bytes);
  if (track_) [[unlikely]]
    show_end(call, data);
  delay = time_.end();
}

// Where entries are written nobody else is at the table: what each of them takes is no news.
void HtabFdTarget::show_begin(const HtabFdExtension& call, std::span<const std::byte> data) {
  const std::string_view what = enumerator_name(activity_);
  if (call.call != HtabFdExtension::Call::kWrite) {
    port_.show_on(track_, locks_);
    return track_.begin(time_.now(), {.what = what});
  }
  port_.show_on({}, {});
  std::uint64_t groups = 0;
  HtabGroupHeader last;
  for_each_group(data, [&](const HtabGroupHeader& header) {
    ++groups;
    last = header;
  });
  track_.begin(time_.now(), {.what = what,
                             .role = TimelineRole::kWritesGroups,
                             .count = groups,
                             .details = {{"first_entry", last.index},
                                         {"valid", last.n_valid},
                                         {"invalid", last.n_invalid}}});
}

void HtabFdTarget::show_end(const HtabFdExtension& call, std::span<const std::byte> data) const {
  if (call.call == HtabFdExtension::Call::kRead) {
    for_each_group(data.first(call.result.bytes), [&](const HtabGroupHeader& header) {
      track_.instant(time_.now(), {.what = "group",
                                   .role = TimelineRole::kCarriesGroup,
                                   .table = static_cast<std::uint64_t>(port_.lpid()),
                                   .first = header.index,
                                   .count = std::uint64_t{header.n_valid} + header.n_invalid,
                                   .details = {{"first_entry", header.index},
                                               {"valid", header.n_valid},
                                               {"invalid", header.n_invalid}}});
    });
  }
  track_.end(time_.now(), {.details = {{"bytes", call.result.bytes}}});
}

void HtabFdTarget::execute(HtabFdExtension& call, std::span<std::byte> data) {
  switch (call.call) {
    case HtabFdExtension::Call::kOpen:
      return open(call);
    case HtabFdExtension::Call::kRead:
      return read(call, data);
    case HtabFdExtension::Call::kWrite:
      return write(call, data);
    case HtabFdExtension::Call::kClose:
      return close(call);
  }
}

// The number of interested readers is shared with every hcall.
void HtabFdTarget::open(HtabFdExtension& call) {
  time_.advance(Cycles(config().htab.call_cycles));
  time_.between_cycles([&] {
    ++counters_.opens;
    const OpenResult opened = files_.open(call.flags, call.start_index);
    call.result = {0, opened.error};
    call.descriptor = opened.error ? -1 : static_cast<int>(opened.descriptor);
    if (opened.error) return;
    for (HtabFdObserver* observer : observers_) {
      observer->on_open(call.descriptor, call.flags, call.start_index);
    }
  });
}

void HtabFdTarget::close(HtabFdExtension& call) {
  time_.advance(Cycles(config().htab.call_cycles));
  time_.between_cycles([&] {
    const auto error = files_.close(HtabFd(call.descriptor));
    call.result = {0, error};
    if (error) return;
    for (HtabFdObserver* observer : observers_) observer->on_close(call.descriptor);
  });
}

void HtabFdTarget::read(HtabFdExtension& call, std::span<std::byte> buffer) {
  const Cycles began = time_.now();
  ++counters_.reads;
  for (HtabFdObserver* observer : observers_) observer->on_read_begin(call.descriptor);
  time_.others_were_woken();  // by observers
  call.result = files_.read(port_, HtabFd(call.descriptor), buffer);
  port_.complete_stores();
  for (HtabFdObserver* observer : observers_) {
    observer->on_read_end(call.descriptor, buffer.first(call.result.bytes), buffer.size(),
                          time_.now());
  }
  counters_.bytes_read += call.result.bytes;
  if (!call.result.error && call.result.bytes == 0) ++counters_.reads_of_nothing;
  read_latency_.add(time_.now() - began);
}

void HtabFdTarget::write(HtabFdExtension& call, std::span<const std::byte> bytes) {
  const Cycles began = time_.now();
  ++counters_.writes;
  call.result = files_.write(port_, HtabFd(call.descriptor), bytes);
  port_.complete_stores();
  counters_.bytes_written += call.result.bytes;
  write_latency_.add(time_.now() - began);
}

}  // namespace htabsim
