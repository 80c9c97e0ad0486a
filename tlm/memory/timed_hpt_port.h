// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/model/hpt/port.h"
#include "htabsim/model/hpt/update_code.h"
#include "htabsim/tlm/kit/local_time.h"
#include "htabsim/tlm/kit/part.h"
#include "htabsim/tlm/kit/race_counters.h"
#include "htabsim/tlm/kit/timeline.h"
#include "htabsim/tlm/memory/cached_translations.h"
#include "htabsim/tlm/memory/guest_table.h"
#include "htabsim/tlm/memory/hpt_protocol.h"
#include "htabsim/tlm/memory/software_costs.h"
#include "htabsim/tlm/memory/table_owner.h"
#include "htabsim/tlm/memory/tlbie_protocol.h"

namespace htabsim {

/// The port of one agent onto a table in time: each operation is a transaction on HptMemory or
/// TlbieFabric and returns when it is complete, so other agents run inside it. To be used from one
/// SystemC thread at a time.
class TimedHptPort final : public Part, public HptPort {
 public:
  /// To be bound to HptMemory::masters.
  tlm_utils::simple_initiator_socket<TimedHptPort, 64, HptProtocol> memory;
  /// To be bound to TlbieFabric::masters.
  tlm_utils::simple_initiator_socket<TimedHptPort, 64, TlbieProtocol> fabric;

  /// `agent` is what people call the one that uses the port: "processor 0", "the host's pager".
  /// `time` is the agent's; it moves on with each operation.
  TimedHptPort(const sc_core::sc_module_name& name, const Sim& sim, std::string agent,
               const Initiator& initiator, const GuestTable& table, const SoftwareCosts& costs,
               LocalTime& time);
  ~TimedHptPort() override;

  [[nodiscard]] std::string title() const override { return agent_; }
  void report(Report& report) const override { report.races(races_); }
  /// The same as long as the port is.
  [[nodiscard]] std::string_view title_text() const { return agent_; }
  [[nodiscard]] InitiatorId initiator() const { return hpt_->initiator.id; }

  /// The agent is at work on the processor that has cached these; null: on one that caches none.
  void run_on(CachedTranslations* cached) { cached_ = cached; }
  /// The agent may hold others, and switch the table.
  void belongs_to(TableOwner& owner) { owner_ = &owner; }
  /// Of the guest whose table it is.
  [[nodiscard]] Lpid lpid() const { return hpt_->lpid; }
  /// From now on the agent runs `code`, which goes without that barrier.
  void run(std::optional<UpdateCode> code, const std::optional<LeftOut>& without) {
    code_ = code;
    without_ = without;
  }
  /// Where the agent is on the timeline, and why it does what it does from now on.
  void show_on(const TimelineTrack& calls, const TimelineTrack& locks) {
    calls_ = calls;
    locks_ = locks;
  }
  void follow(TimelineFlow flow) { flow_ = flow; }
  /// From now on an entry that has changed refuses a walk's R and C.
  void check_rc_updates() { hpt_->only_if_matched = true; }

  Pteg fetch_pteg(PtegIndex pteg) override;
  std::uint64_t load(HpteIndex index, HpteDword which) override;
  void store(HpteIndex index, HpteDword which, std::uint64_t value) override;
  bool store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) override;
  void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) override;
  bool update_rc_byte(HpteIndex index, const Hpte& matched, RcByte which,
                      std::uint8_t value) override;
  std::uint64_t load_guest_r(HpteIndex index) override;
  void store_guest_r(HpteIndex index, std::uint64_t value) override;
  std::uint64_t load_page_rc(GuestReal page) override;
  void merge_page_rc(GuestReal page, std::uint64_t rc) override;
  void clear_page_rc(GuestReal page, std::uint64_t rc) override;
  Scanned scan(const EntryScan& scan, HpteIndex index, HpteIndex end,
               std::optional<SoftwareWork> each) override;
  void barrier(BarrierPoint point) override;
  void tlbie(TlbieRb rb) override;
  void tlbiel(TlbieRb rb) override;
  void tlbsync() override;
  void spend(SoftwareWork kind) override;
  [[nodiscard]] std::optional<Cycles> now() const override { return time_.now(); }
  [[nodiscard]] Cycles time_of(SoftwareWork kind) const override { return costs_[kind]; }
  /// Returns when all that the agent has stored is visible. With what the hypervisor keeps beside
  /// the table goes a lock in the kernel, whose release does that.
  void complete_stores();
  void note_race(Race race) override;
  void change_shared(const std::function<void()>& change) override;
  std::vector<HpteIndex> entries_of(const MemorySlots& slots, GuestReal page) override;
  void hold_others() override;
  void release_others() override;
  void switch_table(HptImage table) override;

  /// Of all PTEGs fetched.
  [[nodiscard]] const LineSourceCounts& pteg_sources() const { return pteg_sources_; }
  /// Of the PTEG fetched last.
  [[nodiscard]] LineSource pteg_source() const { return pteg_source_; }
  [[nodiscard]] const RaceCounters& races() const { return races_; }

 private:
  void start_of_simulation() override;
  [[nodiscard]] bool is_served_at_once();
  void transport(tlm::tlm_command command, std::uint64_t address, unsigned length);
  std::uint64_t read_dword(std::uint64_t address);
  void write_dword(std::uint64_t address, std::uint64_t value, HptExtension::Atomic atomic);
  [[nodiscard]] bool goes_without(BarrierPoint point) const {
    return without_ && without_->is(point, code_);
  }
  void invalidate(TlbieExtension::Command command, TlbieRb rb);
  void show_lock(HpteIndex index, std::uint64_t dword0);
  void show_store(HpteIndex index, HpteDword which, std::uint64_t value);
  void show_unlock();

  std::string agent_;
  HptImage& table_;
  SoftwareCosts costs_;
  LocalTime& time_;
  bool has_queue_;
  CachedTranslations* cached_ = nullptr;
  TableOwner* owner_ = nullptr;
  std::optional<UpdateCode> code_;
  std::optional<LeftOut> without_;
  std::array<unsigned char, sizeof(RawHpte) * kHptesPerPteg> data_{};
  LineSourceCounts pteg_sources_{};
  LineSource pteg_source_ = LineSource::memory;
  RaceCounters races_;
  std::uint64_t turns_in_vain_ = 0;  // at a lock, since something was stored last
  Cycles in_vain_since_{};
  Call<HptExtension> hpt_;
  TimelineTrack calls_;
  TimelineTrack locks_;
  TimelineFlow flow_{};
  /// The entry's that is locked on the timeline.
  struct ShownLock {
    HpteIndex index;
    std::uint64_t dword0 = 0;  // as it was
    bool is_changed = false;
  };
  std::optional<ShownLock> shown_lock_;
  HptDirect* direct_ = nullptr;  // if the memory gives direct access
  Call<TlbieExtension> tlbie_;
};

}  // namespace htabsim
