// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>
#include <tlm_utils/simple_target_socket.h>

#include "htabsim/model/htab/htab_files.h"
#include "htabsim/tlm/host/htab_fd_protocol.h"
#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/kit/latency_histogram.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

/// Sees each call on a descriptor as its caller does.
class HtabFdObserver {
 public:
  virtual ~HtabFdObserver() = default;
  virtual void on_open(int descriptor, std::uint64_t flags, std::uint64_t start_index) = 0;
  virtual void on_close(int descriptor) = 0;
  virtual void on_read_begin(int descriptor) = 0;
  virtual void on_read_end(int descriptor, std::span<const std::byte> data, std::size_t count,
                           Cycles cycle) = 0;
};

struct HtabFdCounters {
  std::uint64_t opens = 0;
  std::uint64_t reads = 0;
  std::uint64_t reads_of_nothing = 0;  ///< that returned 0
  std::uint64_t bytes_read = 0;
  std::uint64_t writes = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t errors = 0;
};
BOOST_DESCRIBE_STRUCT(HtabFdCounters, (),
                      (opens, reads, reads_of_nothing, bytes_read, writes, bytes_written, errors))

enum class HtabFdActivity : std::uint8_t { idle, opens, reads, writes, closes };
BOOST_DESCRIBE_ENUM(HtabFdActivity, idle, opens, reads, writes, closes)

/// What the descriptor is at.
struct HtabFdState {
  HtabFdActivity activity = HtabFdActivity::idle;
  std::uint64_t cycle = 0;
};
BOOST_DESCRIBE_STRUCT(HtabFdState, (), (activity, cycle))

/// KVM_PPC_GET_HTAB_FD of one guest as a TLM target: open, read, write and close take the time of a
/// host processor, entry by entry, and run concurrently with the guest. One call at a time. A
/// machine that nobody migrates leaves it unbound.
class HtabFdTarget : public sc_core::sc_module {
 public:
  using Socket = tlm_utils::simple_target_socket_optional<HtabFdTarget, 64, HtabFdProtocol>;

  HtabFdTarget(const sc_core::sc_module_name& name, const Initiator& initiator,
               Partition& partition, HptMemory& memory, TlbieFabric& fabric, const Clock& clock,
               const Config& config, Stepping stepping);

  Socket& socket() { return socket_; }
  void observe(HtabFdObserver& observer) { observer_ = &observer; }

  [[nodiscard]] HtabFdState state() const { return {activity_, time_.now().value()}; }
  [[nodiscard]] const HtabFdCounters& counters() const { return counters_; }
  [[nodiscard]] const RaceCounters& races() const { return port_.races(); }
  [[nodiscard]] const LatencyHistogram& read_latency() const { return read_latency_; }
  [[nodiscard]] const LatencyHistogram& write_latency() const { return write_latency_; }
  [[nodiscard]] const EventHash& events() const { return events_; }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void open(HtabFdExtension& call);
  void close(HtabFdExtension& call);
  void read(HtabFdExtension& call, std::span<std::byte> buffer);
  void write(HtabFdExtension& call, std::span<const std::byte> bytes);
  void wait_until_effective();

  const Clock& clock_;
  LocalTime time_;
  Cycles call_cost_;
  HtabFiles files_;
  Socket socket_;
  TimedHptPort port_;
  HtabFdObserver* observer_ = nullptr;
  HtabFdActivity activity_ = HtabFdActivity::idle;
  HtabFdCounters counters_;
  LatencyHistogram read_latency_;
  LatencyHistogram write_latency_;
  EventHash events_;
};

}  // namespace htabsim
