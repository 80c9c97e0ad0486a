// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_agent.h"

#include <utility>

#include "htabsim/model/htab/htab_files.h"

namespace htabsim {

namespace {

/// The first group of the bytes, header and body.
struct GroupBytes {
  HtabGroupHeader header;
  std::span<std::byte> bytes;
};

GroupBytes first_group(std::span<std::byte> bytes) {
  const auto header = decode_header(bytes.first<kGroupHeaderBytes>(), kHostHeaderOrder);
  return {header, bytes.first(kGroupHeaderBytes + header.body_bytes())};
}

}  // namespace

MigrationAgent::MigrationAgent(const sc_core::sc_module_name& name, const Sim& sim,
                               MigrationHooks hooks)
    : Part(name, sim),
      source("source"),
      destination("destination"),
      config_(sim.config.migration),
      hooks_(std::move(hooks)),
      link_(sim),
      buffer_(config_.read_bytes) {
  run_thread("save", [this] { saved_.run([this] { save(); }); });
  run_thread("load", [this] { loaded_.run([this] { load(); }); });
}

MigrationAgent::~MigrationAgent() = default;

void MigrationAgent::report(Report& report) const { report.counters("", outcome_); }

PartState MigrationAgent::state() const {
  const std::string& why_not = saved_.why_not().empty() ? loaded_.why_not() : saved_.why_not();
  return described_state(MigrationState{phase_, passes_.size(), cursor_.value(), outcome_.chunks,
                                        loaded_.reached(), why_not});
}

std::optional<EventHash> MigrationAgent::events() const {
  EventHash combined;
  combined.add(source_events_.value());
  combined.add(destination_events_.value());
  return combined;
}

IoResult MigrationAgent::perform(Socket& socket, Call<HtabFdExtension>& call,
                                 std::span<std::byte> buffer) {
  call.set_data(reinterpret_cast<unsigned char*>(buffer.data()),
                static_cast<unsigned>(buffer.size()));
  call.complete(socket);
  if (call->result.error) ++outcome_.failed_calls;
  EventHash& events = &socket == &source ? source_events_ : destination_events_;
  events.add(clock().now(), static_cast<std::uint64_t>(call->call), call->result.bytes);
  return call->result;
}

void MigrationAgent::save() {
  clock().wait_for(clock().microseconds(config_.start_us));
  Call<HtabFdExtension> open;
  open->flags = config_.entries == EntryFilter::all ? 0 : htab_flag::kBoltedOnly;
  perform(source, open);
  descriptor_ = open->descriptor;
  hooks_.take_changes();
  pass_.begin_cycle = clock().now().value();
  phase_ = MigrationPhase::iterates;
  iterate_until_converged();
  phase_ = MigrationPhase::stops_guest;
  outcome_.stop_cycle = clock().now().value();
  hooks_.stop_guest();
  guest_stopped_ = true;
  outcome_.stopped_cycle = clock().now().value();
  phase_ = MigrationPhase::completes;
  complete();
  close(source, descriptor_);
  link_.finish();
  phase_ = MigrationPhase::saved;
}

void MigrationAgent::close(Socket& socket, int descriptor) {
  Call<HtabFdExtension> close;
  close->call = HtabFdExtension::Call::kClose;
  close->descriptor = descriptor;
  perform(socket, close);
}

void MigrationAgent::iterate_until_converged() {
  for (;; ++section_) {
    ++outcome_.iterations;
    const Cycles deadline = clock().now() + clock().microseconds(config_.iteration_us);
    while (clock().now() < deadline) {
      const Scan scan = read_chunk();
      if (scan == Scan::kContinues) continue;
      if (rest_fits_downtime()) return;
      if (scan == Scan::kFoundNothing) break;
    }
    link_.drain();
  }
}

// What the last whole pass had to send is what has changed during it, so about what a next one
// would find. After the first pass, which sends all, nothing is known yet.
bool MigrationAgent::rest_fits_downtime() const {
  if (passes_.size() < 2) return false;
  return link_.transfer_time(passes_.back().bytes) <=
         clock().microseconds(config_.downtime_limit_us);
}

// Nothing may be left anywhere: only a scan that began at index 0 after the guest stopped and ends
// with 0 says so (R34). A client that takes the first 0 for the end can lose updates (R64).
void MigrationAgent::complete() {
  section_ = outcome_.iterations;
  bool from_zero = cursor_ == HpteIndex(0);
  for (;;) {
    const Scan scan = read_chunk();
    if (scan == Scan::kContinues) continue;
    if (scan == Scan::kFoundNothing &&
        (from_zero || config_.completion == Completion::first_zero)) {
      return;
    }
    from_zero = true;
  }
}

MigrationAgent::Scan MigrationAgent::read_chunk() {
  Call<HtabFdExtension> read(tlm::TLM_READ_COMMAND);
  read->call = HtabFdExtension::Call::kRead;
  read->descriptor = descriptor_;
  const IoResult result = perform(source, read, buffer_);
  const auto chunk = std::span(buffer_).first(result.bytes);
  const Scan scan = account(chunk);
  if (!chunk.empty()) {
    ++outcome_.chunks;
    link_.send({section_, {chunk.begin(), chunk.end()}});
  }
  return scan;
}

MigrationAgent::Scan MigrationAgent::account(std::span<const std::byte> chunk) {
  if (chunk.empty()) {
    ++pass_.reads;
    end_pass();
    cursor_ = HpteIndex(0);
    return Scan::kFoundNothing;
  }
  Scan scan = Scan::kContinues;
  auto rest = chunk;
  const auto first = decode_header(rest.first<kGroupHeaderBytes>(), kHostHeaderOrder);
  if (first.first() < cursor_) {
    end_pass();
    scan = Scan::kWrapped;
  }
  ++pass_.reads;
  pass_.bytes += chunk.size();
  while (!rest.empty()) {
    const auto header = decode_header(rest.first<kGroupHeaderBytes>(), kHostHeaderOrder);
    ++pass_.groups;
    pass_.valid += header.n_valid;
    pass_.invalid += header.n_invalid;
    cursor_ = header.end();
    rest = rest.subspan(kGroupHeaderBytes + header.body_bytes());
  }
  return scan;
}

void MigrationAgent::end_pass() {
  const std::uint64_t now = clock().now().value();
  pass_.cycles = now - pass_.begin_cycle;
  pass_.changed_meanwhile = hooks_.take_changes();
  pass_.guest_stopped = guest_stopped_;
  passes_.push_back(pass_);
  pass_ = {};
  pass_.begin_cycle = now;
}

void MigrationAgent::load() {
  Call<HtabFdExtension> open;
  open->flags = htab_flag::kWrite;
  perform(destination, open);
  while (auto chunk = link_.receive()) {
    for (ReceivedObserver* observer : observers_) observer->on_received(*chunk);
    std::span<std::byte> rest = chunk->bytes;
    while (!rest.empty()) {
      const GroupBytes group = first_group(rest);
      if (!write_group(open->descriptor, group.bytes)) break;
      rest = rest.subspan(group.bytes.size());
    }
  }
  close(destination, open->descriptor);
  outcome_.end_cycle = clock().now().value();
  outcome_.downtime_cycles = outcome_.end_cycle - outcome_.stop_cycle;
  outcome_.finished = true;
}

bool MigrationAgent::write_group(int descriptor, std::span<std::byte> group) {
  Call<HtabFdExtension> write(tlm::TLM_WRITE_COMMAND);
  write->call = HtabFdExtension::Call::kWrite;
  write->descriptor = descriptor;
  const IoResult result = perform(destination, write, group);
  if (result.error) return false;
  if (result.bytes != group.size()) ++outcome_.failed_calls;
  return true;
}

}  // namespace htabsim
