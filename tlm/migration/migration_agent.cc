// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_agent.h"

#include <utility>

#include "htabsim/model/htab/htab_files.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kPsPerUs = 1'000'000;

/// The host's byte order, which the descriptors' headers have (R9).
constexpr HeaderOrder kHostOrder = HeaderOrder::kLittle;

/// The first group of the bytes, header and body.
struct GroupBytes {
  HtabGroupHeader header;
  std::span<std::byte> bytes;
};

GroupBytes first_group(std::span<std::byte> bytes) {
  const auto header = decode_header(bytes.first<kGroupHeaderBytes>(), kHostOrder);
  return {header, bytes.first(kGroupHeaderBytes + header.body_bytes())};
}

}  // namespace

MigrationAgent::MigrationAgent(const sc_core::sc_module_name& name, const Clock& clock,
                               const MigrationConfig& config, MigrationHooks hooks)
    : sc_module(name),
      clock_(clock),
      config_(config),
      hooks_(std::move(hooks)),
      source_("source"),
      destination_("destination"),
      link_(clock, config),
      buffer_(config.read_bytes) {
  SC_HAS_PROCESS(MigrationAgent);
  SC_THREAD(run_save);
  SC_THREAD(run_load);
}

MigrationState MigrationAgent::state() const {
  const std::string& why_not = saved_.why_not().empty() ? loaded_.why_not() : saved_.why_not();
  return {phase_, passes_.size(), cursor_.value(), outcome_.chunks, loaded_.reached(), why_not};
}

Cycles MigrationAgent::microseconds(std::uint64_t us) const {
  return Cycles(us * kPsPerUs / clock_.period_ps());
}

IoResult MigrationAgent::call(Socket& socket, HtabFdExtension& call, std::span<std::byte> buffer) {
  tlm::tlm_generic_payload payload;
  payload.set_command(call.call == HtabFdExtension::Call::kRead    ? tlm::TLM_READ_COMMAND
                      : call.call == HtabFdExtension::Call::kWrite ? tlm::TLM_WRITE_COMMAND
                                                                   : tlm::TLM_IGNORE_COMMAND);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(buffer.data()));
  payload.set_data_length(static_cast<unsigned>(buffer.size()));
  payload.set_extension(&call);
  sc_core::sc_time delay;
  socket->b_transport(payload, delay);
  if (delay != sc_core::SC_ZERO_TIME) wait(delay);
  payload.clear_extension(&call);
  if (call.result.error) ++outcome_.failed_calls;
  events_.add(clock_.now(), static_cast<std::uint64_t>(call.call), call.result.bytes);
  return call.result;
}

void MigrationAgent::save() {
  clock_.wait_for(microseconds(config_.start_us));
  HtabFdExtension open;
  open.flags = config_.entries == EntryFilter::all ? 0 : htab_flag::kBoltedOnly;
  call(source_, open, {});
  descriptor_ = open.descriptor;
  hooks_.take_changes();
  pass_.begin_cycle = clock_.now().value();
  phase_ = MigrationPhase::iterates;
  iterate_until_converged();
  phase_ = MigrationPhase::stops_guest;
  outcome_.stop_cycle = clock_.now().value();
  hooks_.stop_guest();
  guest_stopped_ = true;
  outcome_.stopped_cycle = clock_.now().value();
  phase_ = MigrationPhase::completes;
  complete();
  HtabFdExtension close;
  close.call = HtabFdExtension::Call::kClose;
  close.descriptor = descriptor_;
  call(source_, close, {});
  link_.finish();
  phase_ = MigrationPhase::saved;
}

void MigrationAgent::iterate_until_converged() {
  for (;;) {
    ++outcome_.iterations;
    const Cycles deadline = clock_.now() + microseconds(config_.iteration_us);
    while (clock_.now() < deadline) {
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
  return link_.transfer_time(passes_.back().bytes) <= microseconds(config_.downtime_limit_us);
}

// Nothing may be left anywhere: only a scan that began at index 0 after the guest stopped and ends
// with 0 says so (R34). A client that takes the first 0 for the end can lose updates (R64).
void MigrationAgent::complete() {
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
  HtabFdExtension read;
  read.call = HtabFdExtension::Call::kRead;
  read.descriptor = descriptor_;
  const IoResult result = call(source_, read, buffer_);
  const auto chunk = std::span(buffer_).first(result.bytes);
  const Scan scan = account(chunk);
  if (!chunk.empty()) {
    ++outcome_.chunks;
    link_.send({chunk.begin(), chunk.end()});
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
  const auto first = decode_header(rest.first<kGroupHeaderBytes>(), kHostOrder);
  if (first.first() < cursor_) {
    end_pass();
    scan = Scan::kWrapped;
  }
  ++pass_.reads;
  pass_.bytes += chunk.size();
  while (!rest.empty()) {
    const auto header = decode_header(rest.first<kGroupHeaderBytes>(), kHostOrder);
    ++pass_.groups;
    pass_.valid += header.n_valid;
    pass_.invalid += header.n_invalid;
    cursor_ = header.end();
    rest = rest.subspan(kGroupHeaderBytes + header.body_bytes());
  }
  return scan;
}

void MigrationAgent::end_pass() {
  const std::uint64_t now = clock_.now().value();
  pass_.cycles = now - pass_.begin_cycle;
  pass_.changed_meanwhile = hooks_.take_changes();
  pass_.guest_stopped = guest_stopped_;
  passes_.push_back(pass_);
  pass_ = {};
  pass_.begin_cycle = now;
}

void MigrationAgent::load() {
  HtabFdExtension open;
  open.flags = htab_flag::kWrite;
  call(destination_, open, {});
  while (auto chunk = link_.receive()) {
    std::span<std::byte> rest = *chunk;
    while (!rest.empty()) {
      const GroupBytes group = first_group(rest);
      if (!write_group(open.descriptor, group.bytes)) break;
      rest = rest.subspan(group.bytes.size());
    }
  }
  HtabFdExtension close;
  close.call = HtabFdExtension::Call::kClose;
  close.descriptor = open.descriptor;
  call(destination_, close, {});
  outcome_.end_cycle = clock_.now().value();
  outcome_.downtime_cycles = outcome_.end_cycle - outcome_.stop_cycle;
  outcome_.finished = true;
}

bool MigrationAgent::write_group(int descriptor, std::span<std::byte> group) {
  HtabFdExtension write;
  write.call = HtabFdExtension::Call::kWrite;
  write.descriptor = descriptor;
  const IoResult result = call(destination_, write, group);
  if (result.error) return false;
  if (result.bytes != group.size()) ++outcome_.failed_calls;
  return true;
}

}  // namespace htabsim
