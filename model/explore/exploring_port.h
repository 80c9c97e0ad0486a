// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/explore/agent.h"
#include "htabsim/model/explore/explored_table.h"
#include "htabsim/model/explore/invalidations.h"
#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// A port on which each operation is a point where any other agent may go on instead.
///
/// A wait for a lock ends only when the lock is free, so every schedule ends. Each processor
/// receives a tlbie at a time of its own.
class ExploringPort final : public HptPort {
 public:
  enum class Role : std::uint8_t { kProcessor, kReader };

  /// Without an agent operations happen at once.
  ExploringPort(ExploredTable& table, Invalidations& invalidations, ExploredAgent* agent, Role role)
      : HptPort(table.image.geometry()),
        table_(table),
        invalidations_(invalidations),
        agent_(agent),
        role_(role) {}

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
  void barrier(Barrier kind) override;
  void tlbie(TlbieRb rb) override;
  void tlbsync() override;
  void spend(SoftwareWork kind) override;
  void hold_others() override;
  void release_others() override;
  void switch_table(HptImage table) override;

 private:
  void turn(OperationKind kind, HpteIndex index = HpteIndex(0), std::uint64_t value = 0,
            ExploredAgent::Predicate ready = {});
  std::uint64_t observe(std::uint64_t value);
  void spin();

  ExploredTable& table_;
  Invalidations& invalidations_;
  ExploredAgent* agent_;
  Role role_;
  HpteIndex last_index_;  // of the last load of dword 0, and what it gave
  std::uint64_t last_dword0_ = 0;
};

}  // namespace htabsim
