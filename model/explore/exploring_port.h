// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/explore/agent_run.h"
#include "htabsim/model/explore/exploration_rules.h"
#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// An agent's port: each operation is a point where any other agent may go on instead.
///
/// A wait for a lock ends only when the lock is free, so every schedule ends. Each processor
/// receives a tlbie at a time of its own.
class ExploringPort final : public HptPort {
 public:
  enum class Role : std::uint8_t { kProcessor, kReader, kWalker };

  ExploringPort(AgentRun& run, const HptGeometry& geometry, Role role,
                const ExplorationRules& rules)
      : HptPort(geometry), run_(run), role_(role), rules_(rules) {}

  /// The code whose operations come next.
  void begin(std::optional<UpdateCode> code) { code_ = code; }

  Pteg fetch_pteg(PtegIndex pteg) override;
  std::uint64_t load(HpteIndex index, HpteDword which) override;
  void store(HpteIndex index, HpteDword which, std::uint64_t value) override;
  bool store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) override;
  void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) override;
  std::uint64_t load_guest_r(HpteIndex index) override;
  void store_guest_r(HpteIndex index, std::uint64_t value) override;
  std::uint64_t load_page_rc(GuestReal page) override;
  void merge_page_rc(GuestReal page, std::uint64_t rc) override;
  void clear_page_rc(GuestReal page, std::uint64_t rc) override;
  void barrier(BarrierPoint point) override;
  /// One of no algorithm, which cannot be left out.
  void barrier(Barrier kind);
  void tlbie(TlbieRb rb) override;
  void tlbsync() override;
  void spend(SoftwareWork kind) override;
  void hold_others() override;
  void release_others() override;
  /// The new table must be of the old one's size.
  void switch_table(HptImage table) override;

 private:
  Observed turn(PendingOperation operation);
  std::uint64_t loaded(PendingOperation operation) { return turn(std::move(operation)).front(); }
  void spin();
  [[nodiscard]] bool goes_without(BarrierPoint point) const;
  Pteg fetch_doublewords(PtegIndex pteg);

  AgentRun& run_;
  Role role_;
  const ExplorationRules& rules_;
  std::optional<UpdateCode> code_;
  bool in_attempt_ = false;  // of taking a lock
  HpteIndex last_index_;     // of the last load of dword 0, and what it gave
  std::uint64_t last_dword0_ = 0;
};

}  // namespace htabsim
