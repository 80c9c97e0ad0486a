// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <vector>

#include "htabsim/model/hpt/barrier_point.h"
#include "htabsim/model/hpt/entry_scan.h"
#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/memory_slots.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/tlbie.h"

namespace htabsim {

/// Software work between two memory operations; it touches no table but takes time.
enum class SoftwareWork : std::uint8_t {
  kSpin,     ///< one turn of a wait for a held lock
  kHcall,    ///< entry to and exit from the hypervisor
  kPageIn,   ///< a page fault handled by the host
  kFdCall,   ///< entry to and exit from the host kernel for one system call
  kFdEntry,  ///< bookkeeping for one entry of the stream
  kFdCopy,   ///< sixteen bytes to or from the caller's buffer
  kClear,    ///< a line of a new table's memory made zero
  kMove,     ///< an entry put into another table
};
inline constexpr unsigned kSoftwareWorkKinds = 8;

/// How another agent got into the way of an algorithm, as the algorithm notices it.
enum class Race : std::uint8_t {
  kStoreConditionalFailed,
  kLockHeld,        ///< the algorithm must wait for the lock
  kReportDropped,   ///< by a reader of the stream, at its second look, under the lock
  kFaultOvertaken,  ///< the cause of a storage interrupt is already gone
  kPageHeldBack,    ///< a storage interrupt needs a page that the host is withdrawing
  kHostOvertaken,   ///< the host found an entry changed or gone when it had the lock
};

/// The one way to touch a hashed page table: the memory transactions that hardware and host
/// software make. Any of them may take time, during which other agents run. An algorithm against a
/// port keeps in variables only what the real one keeps in registers.
///
/// Dwords are in the processor's memory format (HptGeometry::format). An index must lie within the
/// table.
class HptPort {
 public:
  /// `geometry` belongs to the table, changes with it and must outlive the port.
  explicit HptPort(const HptGeometry& geometry) : geometry_(geometry) {}
  explicit HptPort(HptGeometry&&) = delete;
  HptPort(const HptPort&) = delete;
  HptPort& operator=(const HptPort&) = delete;
  virtual ~HptPort() = default;

  [[nodiscard]] const HptGeometry& geometry() const { return geometry_; }

  virtual Pteg fetch_pteg(PtegIndex pteg) = 0;
  virtual std::uint64_t load(HpteIndex index, HpteDword which) = 0;
  virtual void store(HpteIndex index, HpteDword which, std::uint64_t value) = 0;
  /// stcx. on dword 0: stores `desired` if the dword still equals `expected`; returns whether it
  /// did.
  virtual bool store_conditional(HpteIndex index, std::uint64_t expected,
                                 std::uint64_t desired) = 0;
  virtual void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) = 0;
  /// Stores a byte of R or C for a table walker that has fetched `matched` from there. Hardware
  /// that checks stores only if the entry is still the same, R and C apart; other hardware stores
  /// into whatever lies there (facts F1). Returns whether it stored.
  virtual bool update_rc_byte(HpteIndex index, const Hpte& /*matched*/, RcByte which,
                              std::uint8_t value) {
    store_rc_byte(index, which, value);
    return true;
  }

  virtual std::uint64_t load_guest_r(HpteIndex index) = 0;
  virtual void store_guest_r(HpteIndex index, std::uint64_t value) = 0;
  virtual std::uint64_t load_page_rc(GuestReal page) = 0;
  virtual void merge_page_rc(GuestReal page, std::uint64_t rc) = 0;
  virtual void clear_page_rc(GuestReal page, std::uint64_t rc) = 0;
  /// Forgets R and C of all pages' records (KVM: kvmppc_rmap_reset). Throws std::logic_error if the
  /// port knows single pages only.
  virtual void reset_page_rc() { throw std::logic_error("this port knows single pages only"); }

  /// The first entry from `index` on that a scan must look at; the table's end if there is none. A
  /// port on which nothing takes time passes over entries that are all zero, also in the reverse
  /// map.
  virtual HpteIndex next_to_scan(HpteIndex index) { return index; }

  struct Scanned {
    HpteIndex at;          ///< where the scan has stopped; its end if it has found nothing
    EntryScan::Look look;  ///< at that entry
  };
  /// Looks at the entries from `index` on to `end`, until `scan` stops at one; spends `each` for
  /// one that it has passed over.
  virtual Scanned scan(const EntryScan& scan, HpteIndex index, HpteIndex end,
                       std::optional<SoftwareWork> each) {
    for (index = next_to_scan(index); index < end; index = next_to_scan(index + 1)) {
      const EntryScan::Look look = scan.look(*this, index);
      if (look.stops) return {index, look};
      if (each) spend(*each);
    }
    return {end, {}};
  }

  virtual void barrier(BarrierPoint point) = 0;
  virtual void tlbie(TlbieRb rb) = 0;
  /// Of the core that the agent runs on. More may go.
  virtual void tlbiel(TlbieRb rb) { tlbie(rb); }
  virtual void tlbsync() = 0;
  virtual void spend(SoftwareWork kind) = 0;
  /// The agent's time; nothing on a port on which nothing takes time.
  [[nodiscard]] virtual std::optional<Cycles> now() const { return std::nullopt; }
  /// What spend() takes.
  [[nodiscard]] virtual Cycles time_of(SoftwareWork) const { return Cycles(0); }
  /// Counts a race; takes no time.
  virtual void note_race(Race) {}

  /// Runs `change` on what the hypervisor keeps beside the table, while no other agent is amid an
  /// operation.
  virtual void change_shared(const std::function<void()>& change) { change(); }
  /// The entries that map a byte of the host's page at `page`, as the chains of the reverse map
  /// name them (facts D11), and locked entries, which may come to map one. Throws std::logic_error
  /// if the port knows no chains.
  virtual std::vector<HpteIndex> entries_of(const MemorySlots&, GuestReal) {
    throw std::logic_error("this port knows no chains of the reverse map");
  }

  /// Returns when no other processor runs in the guest, and no agent of the host's is at work on
  /// the table; they stay so until release_others(). Whoever asks for the same meanwhile waits.
  virtual void hold_others() {}
  virtual void release_others() {}
  /// Makes hardware, and every port onto the old table, use `table` from now on. To be called while
  /// others are held. Throws std::logic_error if the port's table is fixed.
  virtual void switch_table(HptImage) {
    throw std::logic_error("this port is onto one table for good");
  }

 private:
  const HptGeometry& geometry_;
};

}  // namespace htabsim
