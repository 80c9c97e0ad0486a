// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <random>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/guest/address_space.h"
#include "htabsim/model/guest/guest_hash_table.h"
#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/page_frames.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/slb.h"

namespace htabsim {

/// A guest's kernel as far as it makes work for the MMU, on a hashed page table as Linux has it: it
/// handles the faults of one processor's program, and works on the program's pages now and then.
///
/// For a segment interrupt it loads an SLB entry, into slots 1 to 31 in turn (slot 0 is the
/// kernel's). A page that is first touched gets memory and an entry with R, and C for a store
/// (facts L3). A page whose entry was evicted gets another one. When memory is full the kernel
/// takes a page from the program.
class GuestOs {
 public:
  /// `table`, which must outlive it, changes when the guest's table is replaced.
  GuestOs(const GuestOsConfig& config, const HptGeometry& table);
  GuestOs(const GuestOs&) = delete;
  GuestOs& operator=(const GuestOs&) = delete;

  /// Handles an interrupt of the program's access. Throws UnservedFault if nothing can be done
  /// about it.
  void handle(KernelPort& port, const Fault& fault);

  /// Counts an access of the program; returns whether periodic work is due.
  bool count_access() { return ++accesses_ >= next_work_; }
  void do_periodic_work(KernelPort& port);

  [[nodiscard]] const GuestOsCounters& counters() const { return counters_; }
  /// Begins to count anew.
  void restart_counters() { counters_ = {}; }

 private:
  struct Page {
    VirtualPage name;
    std::optional<GuestReal> frame;  // none: it was taken away
    std::optional<HpteIndex> slot;   // where its entry was put; others may have evicted it
    bool writable = true;
    bool dirty = false;
  };

  void load_segment(KernelPort& port, Ea ea);
  void handle_storage(KernelPort& port, const Fault& fault);
  Page& find_or_add(Ea ea);
  void enter(KernelPort& port, Page& page);
  void allow_stores(KernelPort& port, Page& page);
  void break_sharing(KernelPort& port, Page& page);
  void give_frame(KernelPort& port, Page& page);
  std::optional<GuestReal> reclaim(KernelPort& port, const Page& spared);
  static void drop_entry(KernelPort& port, Page& page);
  void age(KernelPort& port);
  void write_protect(KernelPort& port);
  void schedule();

  GuestOsConfig config_;
  std::mt19937_64 random_;
  GuestOsCounters counters_;
  AddressSpace space_;
  GuestHashTable table_;
  PageFrames frames_;
  std::vector<Page> pages_;  // in the order of their first touch
  boost::unordered_flat_map<std::uint64_t, std::size_t> by_address_;  // into pages_
  std::vector<std::optional<std::uint64_t>> loaded_;  // by SLB slot: slbie's RB for what is there
  unsigned next_slot_ = 1;
  std::size_t ageing_hand_ = 0;  // into pages_
  std::uint64_t accesses_ = 0;
  std::uint64_t next_ageing_;
  std::uint64_t next_write_protecting_;
  std::uint64_t next_work_ = 0;
};

}  // namespace htabsim
