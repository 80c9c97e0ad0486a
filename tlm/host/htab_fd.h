// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <tlm_utils/simple_target_socket.h>

#include "htabsim/model/htab/htab_files.h"
#include "htabsim/tlm/host/htab_fd_protocol.h"
#include "htabsim/tlm/kit/timeline.h"
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
/// host processor, entry by entry, and run concurrently with the guest. A call returns when its
/// stores are visible. One call at a time: another one that comes meanwhile is refused with
/// TLM_GENERIC_ERROR_RESPONSE.
class HtabFdTarget final : public Part {
 public:
  using Socket = tlm_utils::simple_target_socket_optional<HtabFdTarget, 64, HtabFdProtocol>;

  /// A machine that nobody migrates leaves it unbound.
  Socket calls;

  HtabFdTarget(const sc_core::sc_module_name& name, const Sim& sim, const Initiator& initiator,
               const GuestTable& table, Partition& partition);
  ~HtabFdTarget() override;

  /// Tells `observer` of each call from now on.
  void observe(HtabFdObserver& observer) { observers_.push_back(&observer); }

  /// Only its calls act on its host, from now on.
  void act_alone() { time_.set_pace(LocalTime::Pace::kAlone); }

  [[nodiscard]] InitiatorId initiator() const { return port_.initiator(); }
  [[nodiscard]] const HtabFdCounters& counters() const { return counters_; }

  [[nodiscard]] std::string title() const override { return "HTAB descriptor"; }
  void report(Report& report) const override;
  [[nodiscard]] PartState state() const override;
  [[nodiscard]] std::optional<EventHash> events() const override { return events_; }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  [[nodiscard]] tlm::tlm_response_status check(const tlm::tlm_generic_payload& payload) const;
  void execute(HtabFdExtension& call, std::span<std::byte> data);
  void open(HtabFdExtension& call);
  void close(HtabFdExtension& call);
  void read(HtabFdExtension& call, std::span<std::byte> buffer);
  void write(HtabFdExtension& call, std::span<const std::byte> bytes);
  void show_begin(const HtabFdExtension& call, std::span<const std::byte> data);
  void show_end(const HtabFdExtension& call, std::span<const std::byte> data) const;

  LocalTime time_;
  HtabFiles files_;
  TimedHptPort port_;
  std::vector<HtabFdObserver*> observers_;
  HtabFdActivity activity_ = HtabFdActivity::idle;
  HtabFdCounters counters_;
  LatencyHistogram read_latency_;
  LatencyHistogram write_latency_;
  EventHash events_;
  TimelineTrack track_;
  TimelineTrack locks_;
};

}  // namespace htabsim
