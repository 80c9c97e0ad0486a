// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include <boost/serialization/access.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/guest/guest_hash_table.h"
#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/guest_program.h"
#include "htabsim/model/guest/processor_slb.h"
#include "htabsim/model/guest/slb_preload.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// A guest's kernel as far as it makes work for the MMU, on a hashed page table as Linux has it: it
/// handles the faults of one thread of a program, and works on the program's pages now and then.
///
/// For a segment interrupt it loads an SLB entry. A page that is first touched gets memory and an
/// entry with R, and C for a store (facts L3). A page whose entry was evicted gets another one.
/// When memory is full the kernel takes a page from the program.
class GuestOs {
 public:
  /// `table`, which must outlive it, changes when the guest's table is replaced. Without a program
  /// it has no other thread, without an SLB the thread has its processor to itself.
  GuestOs(const GuestOsConfig& config, const HptGeometry& table,
          std::shared_ptr<GuestProgram> program = nullptr,
          std::shared_ptr<ProcessorSlb> slb = nullptr);
  GuestOs(const GuestOs&) = delete;
  GuestOs& operator=(const GuestOs&) = delete;

  /// Handles an interrupt of the program's access, of which `access` is what its trace has. Throws
  /// UnservedFault if nothing can be done about it.
  void handle(KernelPort& port, const Fault& fault, const PlainAccess& access);

  /// Its thread is to run on the processor, whose SLB is as the thread `before` has left it: the
  /// segments of another program go, those that were used last come, if the kernel is to preload
  /// them (facts B11, B12).
  void switch_from(KernelPort& port, const GuestOs& before);

  /// Its thread goes on as that of another of the program's processes, where it is not of that one
  /// already; the SLB as in switch_from().
  void run_process(KernelPort& port, std::uint32_t number);
  /// The running process gets a child with that number, which has all of its pages: whichever of
  /// the two stores to one first gets a copy of its own (facts B13). Throws UnservedFault if there
  /// is such a process.
  void fork(KernelPort& port, std::uint32_t number);
  /// The process with that number ends: its pages and their entries go.
  void exit(KernelPort& port, std::uint32_t number);

  /// To be held while the kernel works, if it is shared.
  [[nodiscard]] KernelLock& lock() { return program_->lock; }
  /// What it may share with the kernels of the program's other processors.
  [[nodiscard]] GuestProgram& program() { return *program_; }
  /// The number of the process that runs.
  [[nodiscard]] std::uint32_t process() const { return process_->number; }

  /// Counts an access of the program; returns whether periodic work is due.
  bool count_access() { return ++accesses_ >= next_work_; }
  void do_periodic_work(KernelPort& port);

  [[nodiscard]] const GuestOsCounters& counters() const { return counters_; }
  /// Forgets what it has counted since it had these.
  void count_on_from(const GuestOsCounters& then) { counters_ = then; }

 private:
  friend class boost::serialization::access;
  /// Of this processor alone, which no other thread has, and nothing that it has counted.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive&* slb_& accesses_& next_ageing_& next_write_protecting_& next_work_;
    std::uint32_t number = process_->number;
    archive& number;
    process_ = &program_->process(number);
    serialize_values(archive, preloads_,
                     [this](std::uint32_t of) -> SlbPreload& { return preloads_[of]; });
  }

  using Page = GuestProcess::Page;

  [[nodiscard]] SlbPreload& preload() { return preloads_[process_->number]; }
  void begin_turn(KernelPort& port);
  void begin_process(KernelPort& port);
  void load_segment(KernelPort& port, Ea ea);
  void handle_storage(KernelPort& port, const Fault& fault, const PlainAccess& access);
  Page& find_or_add(KernelPort& port, Ea ea, const PlainAccess& access);
  [[nodiscard]] bool is_to_collapse(const Page& page, Ea ea) const;
  Page& collapse(KernelPort& port, Ea ea, GuestReal frame);
  HptePageSize sizes_of_new_page(Ea ea, const PlainAccess& access);
  void enter(KernelPort& port, Page& page, std::uint64_t base_page);
  bool entered_by_another(KernelPort& port, const Page& page, std::uint64_t base_page) const;
  static void protect(KernelPort& port, Page& page, std::uint64_t protection);
  void break_sharing(KernelPort& port, Page& page);
  bool is_shared(Page& page);
  void give_recorded_frame(Page& page, Ea ea, const PlainAccess& access);
  [[nodiscard]] std::optional<GuestReal> recorded_real(Ea ea, const PlainAccess& access) const;
  void give_frame(KernelPort& port, Page& page);
  void give_up_frame(Page& page);
  [[nodiscard]] bool is_taken(const Page& page) const;
  std::optional<GuestReal> reclaim(KernelPort& port, const Page& spared);
  Page* find_victim(std::uint64_t start, const Page& spared, PageSize size);
  void take_away(KernelPort& port, Page& page);
  static void drop_entries(KernelPort& port, Page& page);
  void age(KernelPort& port);
  void write_protect(KernelPort& port);
  void schedule();

  GuestOsConfig config_;
  GuestOsCounters counters_;
  std::shared_ptr<GuestProgram> program_;
  GuestProcess* process_;  // of the program: the one that runs
  GuestHashTable table_;
  HpteFormat isa_;  // of the table and the processor
  std::shared_ptr<ProcessorSlb> slb_;
  std::map<std::uint32_t, SlbPreload> preloads_;  // by process
  std::uint64_t accesses_ = 0;
  std::uint64_t next_ageing_;
  std::uint64_t next_write_protecting_;
  std::uint64_t next_work_ = 0;
};

}  // namespace htabsim
