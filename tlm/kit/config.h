// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "htabsim/model/guest/frame_choice.h"
#include "htabsim/model/guest/page_size_hints.h"
#include "htabsim/model/guest/slb_preloading.h"
#include "htabsim/model/guest/vsid_allocation.h"
#include "htabsim/model/hpt/entry_filter.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/htab/completion.h"
#include "htabsim/model/htab/htab_writer.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/mmu/mmu_sizes.h"
#include "htabsim/model/mmu/table_walk.h"
#include "htabsim/model/ordering/store_queue.h"

namespace htabsim {

/// What a simulation is for.
enum class Job : std::uint8_t {
  kRun,
  kMigrate,  ///< with a migration agent, a destination table and the stream checker
};

/// Whether agents run ahead of simulated time where that is exact, or wait out every access. The
/// results are the same.
enum class Stepping : std::uint8_t { kRunAhead, kStepped };

/// Plain structs, one per module; a member's dotted path (`memory.line_cycles`) is its key in a
/// configuration file and on the command line. Unit, range, source and meaning of every key are
/// in one table, sc_main/config/parameters.cc. The values here are the preset power8: a POWER8 at
/// 3.4 GHz, one socket with eight memory buffers.

struct ClockConfig {
  std::uint64_t period_ps = 294;  // 1 / 3.4 GHz = 294.1 ps
};
BOOST_DESCRIBE_STRUCT(ClockConfig, (), (period_ps))

enum class PmuNames : std::uint8_t { none, power8, power9 };
BOOST_DESCRIBE_ENUM(PmuNames, none, power8, power9)

/// Whether guests' processors have cores of their own, as KVM's vcores do, or take the threads of
/// all cores in turn.
enum class GuestPlacement : std::uint8_t { apart, in_turn };
BOOST_DESCRIBE_ENUM(GuestPlacement, apart, in_turn)

struct CpuConfig {
  std::uint64_t threads_per_core = 1;
  GuestPlacement guest_placement = GuestPlacement::apart;
  std::uint64_t issue_width = 1;
  std::uint64_t outstanding_misses = 1;
  std::uint64_t access_cycles = 1;
  std::uint64_t erat_reload_cycles = 12;
  std::uint64_t secondary_derat_cycles = 1;
  std::uint64_t interrupt_cycles = 60;
  std::uint64_t slb_write_cycles = 4;
  std::uint64_t warmup_accesses = 0;
  PmuNames pmu_events = PmuNames::power8;
};
BOOST_DESCRIBE_STRUCT(CpuConfig, (),
                      (threads_per_core, guest_placement, issue_width, outstanding_misses,
                       access_cycles, erat_reload_cycles, secondary_derat_cycles, interrupt_cycles,
                       slb_write_cycles, warmup_accesses, pmu_events))

enum class RcUpdate : std::uint8_t { byte_store, checked };
BOOST_DESCRIBE_ENUM(RcUpdate, byte_store, checked)

struct MmuConfig {
  std::uint64_t ierat_entries = 64;
  std::uint64_t derat_entries = 48;
  std::uint64_t secondary_derat_entries = 144;
  std::uint64_t tlb_entries = 2048;  // 512 sets x 4
  std::uint64_t tlb_ways = 4;
  std::uint64_t walkers = 2;
  std::uint64_t walk_overhead_cycles = 15;  // the middle of 10 to 20
  MpssReach mpss_reach = MpssReach::actual;
  SpeculativeR speculative_r = SpeculativeR::never;
  RcUpdate rc_update = RcUpdate::byte_store;
  HpteFormat hpte_format = HpteFormat::isa207;
};
BOOST_DESCRIBE_STRUCT(MmuConfig, (),
                      (ierat_entries, derat_entries, secondary_derat_entries, tlb_entries, tlb_ways,
                       walkers, walk_overhead_cycles, mpss_reach, speculative_r, rc_update,
                       hpte_format))

constexpr MmuSizes mmu_sizes(const MmuConfig& mmu) {
  return {.ierat_entries = mmu.ierat_entries,
          .derat_entries = mmu.derat_entries,
          .secondary_derat_entries = mmu.secondary_derat_entries,
          .tlb_entries = mmu.tlb_entries,
          .tlb_ways = mmu.tlb_ways,
          .mpss_reach = mmu.mpss_reach};
}

/// How lines are fetched from a memory outside.
enum class ExternalTransport : std::uint8_t { blocking, nonblocking };
BOOST_DESCRIBE_ENUM(ExternalTransport, blocking, nonblocking)

struct MemoryConfig {
  bool caches = true;
  bool data_accesses = false;
  std::uint64_t l1_bytes = 65'536;
  std::uint64_t l1_ways = 8;
  std::uint64_t l2_bytes = 524'288;
  std::uint64_t l2_ways = 8;
  std::uint64_t l2_cycles = 13;
  std::uint64_t l3_bytes = 8'388'608;
  std::uint64_t l3_ways = 8;
  std::uint64_t l3_cycles = 28;
  std::uint64_t other_core_cycles = 190;  // 56 ns / 0.294 ns = 190.5
  std::uint64_t banks = 8;
  std::uint64_t line_cycles = 306;      // 90 ns / 0.294 ns = 306.1
  std::uint64_t line_busy_cycles = 15;  // 128 B / (230 GB/s / 8) = 4.452 ns; / 0.294 ns = 15.1
  std::uint64_t load_cycles = 3;
  std::uint64_t store_cycles = 4;
  std::uint64_t atomic_cycles = 20;
  std::uint64_t word_busy_cycles = 1;
  std::uint64_t barrier_cycles = 20;
  std::uint64_t ptesync_cycles = 60;
  std::uint64_t store_queue_entries = 0;
  StoreDrain store_drain = StoreDrain::as_owned;
  bool external = false;
  ExternalTransport external_transport = ExternalTransport::blocking;
};
BOOST_DESCRIBE_STRUCT(MemoryConfig, (),
                      (caches, data_accesses, l1_bytes, l1_ways, l2_bytes, l2_ways, l2_cycles,
                       l3_bytes, l3_ways, l3_cycles, other_core_cycles, banks, line_cycles,
                       line_busy_cycles, load_cycles, store_cycles, atomic_cycles, word_busy_cycles,
                       barrier_cycles, ptesync_cycles, store_queue_entries, store_drain, external,
                       external_transport))

struct TlbieConfig {
  std::uint64_t issue_cycles = 8;
  std::uint64_t broadcast_cycles = 1020;  // 300 ns / 0.294 ns = 1020.4
  std::uint64_t return_cycles = 1020;
  bool p9_erratum = false;
};
BOOST_DESCRIBE_STRUCT(TlbieConfig, (), (issue_cycles, broadcast_cycles, return_cycles, p9_erratum))

struct PaprConfig {
  PaprFlavour flavour = PaprFlavour::kvm;
};
BOOST_DESCRIBE_STRUCT(PaprConfig, (), (flavour))

struct HypervisorConfig {
  std::uint64_t hcall_cycles = 400;
  std::uint64_t page_in_cycles = 8000;
  std::uint64_t spin_cycles = 20;
  std::uint64_t clear_line_cycles = 44;
  std::uint64_t move_entry_cycles = 60;
};
BOOST_DESCRIBE_STRUCT(HypervisorConfig, (),
                      (hcall_cycles, page_in_cycles, spin_cycles, clear_line_cycles,
                       move_entry_cycles))

struct HtabConfig {
  std::uint64_t call_cycles = 600;
  std::uint64_t entry_cycles = 4;
  std::uint64_t copy_cycles = 4;
  std::uint64_t spin_cycles = 20;
  bool emit_lock_bit = true;
  HtabWriteParsing write_parsing = HtabWriteParsing::safe;
};
BOOST_DESCRIBE_STRUCT(HtabConfig, (),
                      (call_cycles, entry_cycles, copy_cycles, spin_cycles, emit_lock_bit,
                       write_parsing))

/// What a guest dirties of its memory: at a given rate, or where its own stores go.
enum class RamDirtying : std::uint8_t { rate, stores };
BOOST_DESCRIBE_ENUM(RamDirtying, rate, stores)

/// What of a guest's memory is still to be sent when it has stopped: sent before it goes on
/// elsewhere, or fetched by it then (postcopy).
enum class RamAfterStop : std::uint8_t { sent, postcopy };
BOOST_DESCRIBE_ENUM(RamAfterStop, sent, postcopy)

/// How a destination's write of the stream fails: EIO, as one of its entries is damaged (R46);
/// EBUSY, as a processor runs there (R37); or it takes less than it was given (R39).
enum class DestinationFailure : std::uint8_t { eio, ebusy, short_write };
BOOST_DESCRIBE_ENUM(DestinationFailure, eio, ebusy, short_write)

/// What the client does when the guest has resized its table amid a migration: begin anew, as it
/// must (R56), or read its descriptor on.
enum class OnResize : std::uint8_t { begin_anew, read_on };
BOOST_DESCRIBE_ENUM(OnResize, begin_anew, read_on)

struct MigrationConfig {
  std::uint64_t start_us = 0;
  std::uint64_t read_bytes = 2048;
  std::uint64_t iteration_us = 5000;
  std::uint64_t bandwidth_bytes_per_s = 1'250'000'000;
  std::uint64_t stop_bandwidth_bytes_per_s = 0;
  std::uint64_t link_latency_us = 20;
  std::uint64_t downtime_limit_us = 50;
  Completion completion = Completion::full_scan;
  EntryFilter entries = EntryFilter::all;
  std::uint64_t ram_bytes = 0;
  RamDirtying ram_dirtying = RamDirtying::rate;
  std::uint64_t ram_dirty_bytes_per_s = 0;
  RamAfterStop ram_after_stop = RamAfterStop::sent;
  std::uint64_t cancel_at_us = 0;
  std::uint64_t retries = 0;
  std::uint64_t retry_after_us = 1000;
  std::uint64_t fail_at_write = 0;
  DestinationFailure failure = DestinationFailure::eio;
  OnResize on_resize = OnResize::begin_anew;
};
BOOST_DESCRIBE_STRUCT(MigrationConfig, (),
                      (start_us, read_bytes, iteration_us, bandwidth_bytes_per_s,
                       stop_bandwidth_bytes_per_s, link_latency_us, downtime_limit_us, completion,
                       entries, ram_bytes, ram_dirtying, ram_dirty_bytes_per_s, ram_after_stop,
                       cancel_at_us, retries, retry_after_us, fail_at_write, failure, on_resize))

struct GuestConfig {
  std::uint64_t memory_bytes = 0x8000'0000;
  std::uint64_t hpt_order = 24;
  PageSize page_size = PageSize::page_4k;
  std::string page_regions;
  PageSizeHints page_size_hints = PageSizeHints::ignore;
  std::uint64_t transparent_16m = 0;
  FrameChoice frames = FrameChoice::kernel;
  std::string v2p_file;
  SegmentSize segment_size = SegmentSize::segment_1t;
  VsidAllocation vsid_allocation = VsidAllocation::linux;
  std::uint64_t bolted_pages = 16;
  std::uint64_t segment_handler_cycles = 100;
  std::uint64_t fault_handler_cycles = 2000;
  std::uint64_t age_interval = 0;
  std::uint64_t age_pages = 16;
  std::uint64_t protect_interval = 0;
  std::uint64_t protect_pages = 16;
  std::uint64_t processors = 0;
  std::uint64_t time_slice_us = 10'000;
  std::uint64_t context_switch_cycles = 2000;
  std::uint64_t fork_page_cycles = 100;
  SlbPreloading slb_preload = SlbPreloading::on;
  std::uint64_t resize_at_us = 0;
  std::uint64_t resize_order = 24;
  std::uint64_t resize_poll_us = 100'000;
};
BOOST_DESCRIBE_STRUCT(GuestConfig, (),
                      (memory_bytes, hpt_order, page_size, page_regions, page_size_hints,
                       transparent_16m, frames, v2p_file, segment_size, vsid_allocation,
                       bolted_pages, segment_handler_cycles, fault_handler_cycles, age_interval,
                       age_pages, protect_interval, protect_pages, processors, time_slice_us,
                       context_switch_cycles, fork_page_cycles, slb_preload, resize_at_us,
                       resize_order, resize_poll_us))

struct HostConfig {
  std::uint64_t guest_memory_base = 0x10'0000'0000;
  std::uint64_t page_bytes = 0x1000000;
  std::uint64_t unmap_interval_us = 0;
  std::uint64_t unmap_pages = 1;
  std::uint64_t dirty_log_interval_us = 0;
};
BOOST_DESCRIBE_STRUCT(HostConfig, (),
                      (guest_memory_base, page_bytes, unmap_interval_us, unmap_pages,
                       dirty_log_interval_us))

/// Every parameter of a simulated machine pair.
struct Config {
  ClockConfig clock;
  CpuConfig cpu;
  MmuConfig mmu;
  MemoryConfig memory;
  TlbieConfig tlbie;
  PaprConfig papr;
  HypervisorConfig hypervisor;
  HtabConfig htab;
  MigrationConfig migration;
  GuestConfig guest;
  HostConfig host_memory;
};
BOOST_DESCRIBE_STRUCT(Config, (),
                      (clock, cpu, mmu, memory, tlbie, papr, hypervisor, htab, migration, guest,
                       host_memory))

}  // namespace htabsim
