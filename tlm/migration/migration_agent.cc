// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_agent.h"

#include <utility>

#include "htabsim/model/htab/htab_files.h"

namespace htabsim {

namespace {

/// So much of the memory is sent before the client looks up.
constexpr std::uint64_t kRamStepBytes = std::uint64_t{1} << 20;

/// The highest bit of an entry's first byte: a B that is reserved (R46).
constexpr std::byte kReservedSegmentSize{0x80};

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
      link_(sim, this->name()),
      ram_(sim, hooks_.dirtied),
      buffer_(config_.read_bytes),
      track_(sim, this->name(), title()) {
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

void MigrationAgent::close(Socket& socket, int descriptor) {
  Call<HtabFdExtension> close;
  close->call = HtabFdExtension::Call::kClose;
  close->descriptor = descriptor;
  perform(socket, close);
}

void MigrationAgent::enter(MigrationPhase phase) {
  if (track_) {
    if (is_shown_) track_.end(clock().now());
    track_.begin(clock().now(), {.what = enumerator_name(phase)});
    is_shown_ = true;
  }
  phase_ = phase;
}

void MigrationAgent::save() {
  clock().wait_for(clock().microseconds(config_.start_us));
  for (std::uint64_t failures = 0; failures <= config_.retries;) {
    begin_attempt();
    const AttemptEnd end = attempt();
    if (end != AttemptEnd::completed) recover(end);
    end_attempt(end);
    enter(end == AttemptEnd::completed ? MigrationPhase::saved : MigrationPhase::given_up);
    if (end == AttemptEnd::completed) break;
    if (end == AttemptEnd::table_resized) continue;
    if (failures++ == config_.retries) break;
    enter(MigrationPhase::waits);
    clock().wait_for(clock().microseconds(config_.retry_after_us));
  }
  link_.close();
}

void MigrationAgent::begin_attempt() {
  hooks_.table_work.begin_work();
  switches_ = hooks_.table_switches();
  hooks_.renew_destination();
  for (ReceivedObserver* observer : observers_) observer->on_connected();
  if (track_) {
    track_.instant(clock().now(), {.what = "attempt", .role = TimelineRole::kForgetsGroups});
  }
  outcome_ = {};
  passes_.clear();
  pass_ = {};
  cursor_ = HpteIndex(0);
  section_ = 0;
  attempts_.push_back({.begin_cycle = clock().now().value()});
  link_.connect();
  ram_.begin();
  open_source();
  hooks_.table_work.end_work();
}

AttemptEnd MigrationAgent::attempt() {
  enter(MigrationPhase::iterates);
  if (!iterate_until_converged()) return *interruption();
  enter(MigrationPhase::stops_guest);
  stop_guest();
  enter(MigrationPhase::completes);
  if (!complete()) return *interruption();
  close(source, descriptor_);
  link_.finish();
  enter(MigrationPhase::waits_for_destination);
  return wait_for_destination();
}

void MigrationAgent::open_source() {
  Call<HtabFdExtension> open;
  open->flags = config_.entries == EntryFilter::all ? 0 : htab_flag::kBoltedOnly;
  perform(source, open);
  descriptor_ = open->descriptor;
  hooks_.take_changes();
  pass_.begin_cycle = clock().now().value();
}

/// The source's side of an attempt that came to nothing: the guest goes on here.
void MigrationAgent::recover(AttemptEnd why) {
  const bool is_open = phase_ != MigrationPhase::waits_for_destination;
  enter(MigrationPhase::recovers);
  if (why != AttemptEnd::destination_failed) link_.abort();
  if (is_open) close(source, descriptor_);
  if (guest_stopped_) hooks_.resume_guest();
  wait_until_unloaded();
}

void MigrationAgent::end_attempt(AttemptEnd end) {
  MigrationAttempt& attempt = attempts_.back();
  const std::uint64_t now = clock().now().value();
  attempt.end = end;
  attempt.cycles = now - attempt.begin_cycle;
  attempt.iterations = outcome_.iterations;
  attempt.chunks = outcome_.chunks;
  attempt.failed_calls = outcome_.failed_calls;
  attempt.guest_stopped = guest_stopped_;
  if (guest_stopped_) attempt.stood_still = now - outcome_.stopped_cycle;
  guest_stopped_ = false;
}

std::optional<AttemptEnd> MigrationAgent::interruption() const {
  if (link_.receiver_is_gone()) return AttemptEnd::destination_failed;
  const Cycles cancel = clock().microseconds(config_.cancel_at_us);
  if (config_.cancel_at_us != 0 && clock().now() >= cancel &&
      attempts_.back().begin_cycle < cancel.value()) {
    return AttemptEnd::cancelled;
  }
  if (must_begin_anew()) return AttemptEnd::table_resized;
  return std::nullopt;
}

bool MigrationAgent::must_begin_anew() const {
  return config_.on_resize == OnResize::begin_anew && hooks_.table_switches() != switches_;
}

bool MigrationAgent::iterate_until_converged() {
  for (;; ++section_) {
    ++outcome_.iterations;
    if (!send_ram_round()) return false;
    if (pass_.reads == 0) pass_.begin_cycle = clock().now().value();
    const IterationEnd end = scan_until(clock().now() + clock().microseconds(config_.iteration_us));
    if (end != IterationEnd::kGoesOn) return end == IterationEnd::kConverged;
    link_.drain();
  }
}

// A round is what was dirty at its begin; the table has its turn when that is sent, as QEMU's
// sections take turns (qemu_savevm_state_iterate).
bool MigrationAgent::send_ram_round() {
  ram_.synchronise();
  while (ram_.pending() != 0) {
    send_memory(kRamStepBytes);
    link_.drain();
    if (interruption()) return false;
  }
  return true;
}

void MigrationAgent::send_memory(std::uint64_t most_bytes) {
  const std::uint64_t bytes = ram_.take(most_bytes);
  link_.send_other(bytes);
  attempts_.back().ram_bytes += bytes;
}

MigrationAgent::IterationEnd MigrationAgent::scan_until(Cycles deadline) {
  while (clock().now() < deadline) {
    const Scan scan = read_chunk();
    if (interruption()) return IterationEnd::kInterrupted;
    if (scan == Scan::kContinues) continue;
    if (rest_fits_downtime()) return IterationEnd::kConverged;
    if (scan == Scan::kFoundNothing) break;
  }
  return IterationEnd::kGoesOn;
}

// What the last whole pass had to send is what has changed during it, so about what a next one
// would find. After the first pass, which sends all, nothing is known yet.
bool MigrationAgent::rest_fits_downtime() {
  if (passes_.size() < 2) return false;
  ram_.synchronise();
  const std::uint64_t ram =
      config_.ram_after_stop == RamAfterStop::sent ? ram_.pending() : std::uint64_t{0};
  return link_.transfer_time_stopped(passes_.back().bytes + ram) <=
         clock().microseconds(config_.downtime_limit_us);
}

void MigrationAgent::stop_guest() {
  outcome_.stop_cycle = clock().now().value();
  hooks_.stop_guest();
  guest_stopped_ = true;
  outcome_.stopped_cycle = clock().now().value();
  link_.guest_stopped();
  ram_.synchronise();
  if (config_.ram_after_stop == RamAfterStop::sent) send_memory(ram_.pending());
}

// Nothing may be left anywhere: only a scan that began at index 0 after the guest stopped and ends
// with 0 says so (R34). A client that takes the first 0 for the end can lose updates (R64).
bool MigrationAgent::complete() {
  section_ = outcome_.iterations;
  bool from_zero = cursor_ == HpteIndex(0);
  for (;;) {
    const Scan scan = read_chunk();
    if (interruption()) return false;
    if (scan == Scan::kContinues) continue;
    if (scan == Scan::kFoundNothing &&
        (from_zero || config_.completion == Completion::first_zero)) {
      return true;
    }
    from_zero = true;
  }
}

void MigrationAgent::wait_until_unloaded() {
  while (loading_) wait(load_ended_);
}

// QEMU's source learns on the return path that the destination has all.
AttemptEnd MigrationAgent::wait_for_destination() {
  wait_until_unloaded();
  link_.wait_for_the_end();
  return outcome_.finished ? AttemptEnd::completed : AttemptEnd::destination_failed;
}

MigrationAgent::Scan MigrationAgent::read_chunk() {
  hooks_.table_work.begin_work();
  IoResult result;
  const bool reads = !must_begin_anew();
  if (reads) {
    Call<HtabFdExtension> read(tlm::TLM_READ_COMMAND);
    read->call = HtabFdExtension::Call::kRead;
    read->descriptor = descriptor_;
    result = perform(source, read, buffer_);
  }
  hooks_.table_work.end_work();
  if (!reads) return Scan::kContinues;
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
  while (link_.accept()) {
    loading_ = true;
    load_attempt();
    loading_ = false;
    load_ended_.notify();
  }
}

void MigrationAgent::load_attempt() {
  Call<HtabFdExtension> open;
  open->flags = htab_flag::kWrite;
  perform(destination, open);
  bool takes_all = true;
  while (auto chunk = link_.receive()) {
    for (ReceivedObserver* observer : observers_) observer->on_received(*chunk);
    takes_all = write_chunk(open->descriptor, chunk->bytes);
    if (!takes_all) break;
  }
  if (!takes_all) link_.leave();
  close(destination, open->descriptor);
  const bool has_all = takes_all && link_.is_finished();
  link_.leave();
  if (!has_all) return;
  outcome_.end_cycle = clock().now().value();
  outcome_.downtime_cycles = outcome_.end_cycle - outcome_.stop_cycle;
  outcome_.finished = true;
}

bool MigrationAgent::write_chunk(int descriptor, std::span<std::byte> chunk) {
  while (!chunk.empty()) {
    const GroupBytes group = first_group(chunk);
    if (!write_group(descriptor, group.bytes)) return false;
    chunk = chunk.subspan(group.bytes.size());
  }
  return true;
}

bool MigrationAgent::write_group(int descriptor, std::span<std::byte> group) {
  Call<HtabFdExtension> write(tlm::TLM_WRITE_COMMAND);
  write->call = HtabFdExtension::Call::kWrite;
  write->descriptor = descriptor;
  const std::uint64_t number = ++attempts_.back().writes;
  const bool fails =
      config_.fail_at_write != 0 && number >= config_.fail_at_write && attempts_.size() == 1;
  const IoResult result = perform(destination, write, fails ? let_fail(group) : group);
  if (result.error) return false;
  if (result.bytes == group.size()) return true;
  ++outcome_.failed_calls;
  return false;
}

std::span<std::byte> MigrationAgent::let_fail(std::span<std::byte> group) {
  switch (config_.failure) {
    case DestinationFailure::ebusy:
      hooks_.start_destination();
      return group;
    case DestinationFailure::short_write:
      return group.first(group.size() - 1);
    case DestinationFailure::eio:
      // Of a group without entries nothing can be damaged so: the next one with some fails.
      if (group.size() > kGroupHeaderBytes) group[kGroupHeaderBytes] |= kReservedSegmentSize;
      return group;
  }
  return group;
}

}  // namespace htabsim
