// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/parameters.h"

#include <map>

#include "htabsim/model/cache/line_cache.h"
#include "htabsim/model/hpt/geometry.h"
#include "sc_main/config/parameter_row.h"

namespace htabsim {

namespace {

using enum Confidence;

constexpr std::uint64_t kMaxCycles = 1'000'000;
constexpr std::uint64_t kMaxMicroseconds = 3'600'000'000;
constexpr std::uint64_t kMaxCache = std::uint64_t{1} << 30;
constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;
// The largest read that Linux passes to a file (R7).
constexpr std::uint64_t kMaxReadBytes = 0x7fff'f000;
// A read of 24 bytes or fewer never returns an entry (R13).
constexpr std::uint64_t kMinReadBytes = 25;
// An ISA 3.0 entry names host memory below 2^57 (facts D9); half of that is left to the guest.
constexpr std::uint64_t kMaxGuestMemoryBase = std::uint64_t{1} << 56;

constexpr std::uint64_t kMinGuestMemory = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxGuestMemory = std::uint64_t{1} << 50;
constexpr std::uint64_t kMaxAccesses = 1'000'000'000'000;
constexpr std::uint64_t kMaxProcessors = 4'096;

constexpr std::string_view kKnob = "no published figure; a knob";

constexpr ParameterInfo kTable[] = {
    parameter<&Config::clock, &ClockConfig::period_ps>(
        {"ps", 50, 100'000, "length of a core clock cycle",
         "isa-facts L: 3.0-4.2 GHz; the machine whose latencies these are ran at about 3.4 "
         "[AnandTech 10435 p.8]",
         medium}),

    parameter<&Config::cpu, &CpuConfig::threads_per_core>(
        {"threads", 1, 8,
         "processors that share a core: its TLB and table walkers; the last core may have fewer",
         "isa-facts L: the TLB is shared by a core's threads; a knob", knob}),
    parameter<&Config::cpu, &CpuConfig::guest_placement>(
        {"where several guests run: apart, each on cores of its own, or in_turn, on the threads of "
         "the same cores",
         "KVM HV: a core of POWER8 runs one guest at a time, a thread of POWER9 any", knob}),
    only_in_time(parameter<&Config::cpu, &CpuConfig::issue_width>(
        {"accesses", 1, 16, "accesses that a processor begins in cpu.access_cycles", kKnob, knob})),
    only_in_time(parameter<&Config::cpu, &CpuConfig::outstanding_misses>(
        {"walks", 1, 64,
         "data accesses of a processor whose table walks go on while it does others; 1: it waits "
         "for each",
         kKnob, knob})),
    parameter<&Config::cpu, &CpuConfig::access_cycles>(
        {"cycles", 1, kMaxCycles, "accesses that hit in the ERAT", kKnob, knob}),
    parameter<&Config::cpu, &CpuConfig::erat_reload_cycles>(
        {"cycles", 0, kMaxCycles, "an ERAT miss that hits in the TLB: reject, reload, retry",
         "isa-facts L2 describe it; no published figure; a knob", knob}),
    parameter<&Config::cpu, &CpuConfig::secondary_derat_cycles>(
        {"cycles", 0, kMaxCycles, "a D-ERAT miss that hits in the secondary one",
         "no published figure; POWER8's flat latency over 4-8 MB [AnandTech 10435 p.8] leaves no "
         "more",
         low}),
    parameter<&Config::cpu, &CpuConfig::interrupt_cycles>(
        {"cycles", 0, kMaxCycles, "entry to an interrupt handler of the guest and return from it",
         kKnob, knob}),
    parameter<&Config::cpu, &CpuConfig::slb_write_cycles>(
        {"cycles", 0, kMaxCycles, "slbmte, slbie or slbia", kKnob, knob}),
    parameter<&Config::cpu, &CpuConfig::warmup_accesses>(
        {"accesses", 0, kMaxAccesses,
         "a processor's first accesses that are done before time begins: they fill the table, TLBs "
         "and caches, take no time and are not counted",
         kKnob, knob}),
    only_in_time(parameter<&Config::cpu, &CpuConfig::pmu_events>(
        {"whose names the processors' own counters are given under",
         "Linux's perf event table of POWER8", high})),

    parameter<&Config::mmu, &MmuConfig::ierat_entries>(
        {"entries", 1, 65'536, "I-ERAT size, fully associative",
         "isa-facts L: 64, fully associative [from memory]", medium}),
    parameter<&Config::mmu, &MmuConfig::derat_entries>(
        {"entries", 1, 65'536, "D-ERAT size, fully associative",
         "isa-facts L: 48 primary per load/store pair [Sinharoy et al. 2015, from memory]",
         medium}),
    parameter<&Config::mmu, &MmuConfig::secondary_derat_entries>(
        {"entries", 0, 65'536,
         "a second, larger D-ERAT behind the first, fully associative; 0: there is none",
         "isa-facts L: 144 secondary [Sinharoy et al. 2015, from memory]", medium}),
    parameter<&Config::mmu, &MmuConfig::tlb_entries>(
        {"entries", 1, 1'048'576, "TLB size; a multiple of mmu.tlb_ways",
         "isa-facts L: 2048 = 512 sets x 4, shared by a core's threads [Linux commit, 2013]",
         high}),
    parameter<&Config::mmu, &MmuConfig::tlb_ways>(
        {"ways", 1, 1'024, "TLB associativity", "isa-facts L: 4-way [Linux commit, 2013]", high}),
    only_in_time(parameter<&Config::mmu, &MmuConfig::walkers>(
        {"walks", 1, 64, "concurrent table walks of a core",
         "isa-facts L: 1 or 2 active, says the PMU text of PM_DATA_TABLEWALK_CYC", medium})),
    parameter<&Config::mmu, &MmuConfig::walk_overhead_cycles>(
        {"cycles", 0, kMaxCycles, "a table walk besides its fetches: hash, compare, reload",
         "isa-facts L: about 10-20 fixed, derived", low}),

    parameter<&Config::mmu, &MmuConfig::mpss_reach>(
        {"what a cached translation of a page of several base pages serves: its whole actual page "
         "(actual), or the base page alone whose entry it comes from (base)",
         "isa-facts D8: it may serve the whole actual page", knob}),
    parameter<&Config::mmu, &MmuConfig::speculative_r>(
        {"R of a page whose access is denied: never set, or set as for an access that is performed "
         "(denied)",
         "isa-facts F2: left to the processor", knob}),
    only_in_time(parameter<&Config::mmu, &MmuConfig::rc_update>(
        {"a walk's store of R or C: into whatever the entry is by then (byte_store), or only if it "
         "is what was matched, else the walk begins again (checked)",
         "isa-facts F1: hardware may use non-atomic byte stores", knob})),
    parameter<&Config::mmu, &MmuConfig::hpte_format>(
        {"the entries of the table in memory, as ISA 2.07 or 3.0 has them", "isa-facts D9", high}),

    parameter<&Config::memory, &MemoryConfig::caches>(
        {"each core holds lines of the table and its reverse map in caches; false: a walk's line "
         "always comes from memory, and software's doublewords always from the nearest cache",
         "isa-facts L: a walk's lines come through L2 and L3", medium}),
    parameter<&Config::memory, &MemoryConfig::data_accesses>(
        {"the guest's loads and stores go through the caches to memory and take their time; false: "
         "only translation takes time",
         "a knob; needs memory.caches", knob}),
    parameter<&Config::memory, &MemoryConfig::l1_bytes>({"bytes", kLineBytes, kMaxCache,
                                                         "L1 data cache of a core",
                                                         "isa-facts L: 64 KB [Redbooks]", high}),
    parameter<&Config::memory, &MemoryConfig::l1_ways>(
        {"ways", 1, 64, "its associativity", "isa-facts L: 8-way [Redbooks]", high}),
    parameter<&Config::memory, &MemoryConfig::l2_bytes>({"bytes", kLineBytes, kMaxCache,
                                                         "L2 cache of a core",
                                                         "isa-facts L: 512 KB [Redbooks]", high}),
    parameter<&Config::memory, &MemoryConfig::l2_ways>(
        {"ways", 1, 64, "its associativity", "isa-facts L: 8-way [Redbooks]", high}),
    parameter<&Config::memory, &MemoryConfig::l2_cycles>(
        {"cycles", 1, kMaxCycles, "latency of a line from it",
         "isa-facts L: 13 [AnandTech 10435 p.8]", high}),
    parameter<&Config::memory, &MemoryConfig::l3_bytes>(
        {"bytes", kLineBytes, kMaxCache, "L3 cache of a core",
         "isa-facts L: 8 MB a core [Redbooks]", high}),
    parameter<&Config::memory, &MemoryConfig::l3_ways>(
        {"ways", 1, 64, "its associativity", "isa-facts L: 8-way [Redbooks]", high}),
    parameter<&Config::memory, &MemoryConfig::l3_cycles>(
        {"cycles", 1, kMaxCycles, "latency of a line from it",
         "isa-facts L: 27-28, 8 ns [AnandTech 10435 p.8]", high}),
    parameter<&Config::memory, &MemoryConfig::other_core_cycles>(
        {"cycles", 1, kMaxCycles, "latency of a line from another core's L2 or L3",
         "isa-facts L: 55-57 ns beyond the local L3 [AnandTech 10435 p.8]", medium}),
    only_in_time(parameter<&Config::memory, &MemoryConfig::banks>(
        {"banks", 1, 4'096, "independent banks; a 128-byte line lies in one",
         "isa-facts L: 8 Centaur buffers a socket, each taken as one bank", medium})),
    parameter<&Config::memory, &MemoryConfig::line_cycles>(
        {"cycles", 1, kMaxCycles, "latency of a 128-byte line from memory",
         "isa-facts L: 89-91 ns at 384-512 MB [AnandTech 10435 p.8]", high}),
    parameter<&Config::memory, &MemoryConfig::line_busy_cycles>(
        {"cycles", 1, kMaxCycles, "a bank is taken by one line for so long: its bandwidth",
         "isa-facts L: 230 GB/s sustained a socket [from memory]", medium}),
    parameter<&Config::memory, &MemoryConfig::load_cycles>(
        {"cycles", 1, kMaxCycles,
         "latency of a doubleword loaded by software from the L1 data cache",
         "isa-facts L: L1 3 cycles [AnandTech 10435 p.8]", high}),
    parameter<&Config::memory, &MemoryConfig::store_cycles>(
        {"cycles", 1, kMaxCycles, "latency of a doubleword stored by software", kKnob, knob}),
    parameter<&Config::memory, &MemoryConfig::atomic_cycles>(
        {"cycles", 1, kMaxCycles,
         "ldarx and stdcx. on a doubleword, besides its line's latency from beyond the L2", kKnob,
         knob}),
    parameter<&Config::memory, &MemoryConfig::word_busy_cycles>(
        {"cycles", 1, kMaxCycles, "a bank is taken by one doubleword access for so long", kKnob,
         knob}),
    parameter<&Config::memory, &MemoryConfig::barrier_cycles>(
        {"cycles", 0, kMaxCycles, "eieio or lwsync", kKnob, knob}),
    parameter<&Config::memory, &MemoryConfig::ptesync_cycles>(
        {"cycles", 0, kMaxCycles, "ptesync", kKnob, knob}),
    only_in_time(parameter<&Config::memory, &MemoryConfig::store_queue_entries>(
        {"stores", 0, 1'024,
         "stores into the table and the reverse map that an agent of software may have on their "
         "way; 0: each takes effect when it is issued",
         kKnob, knob})),
    only_in_time(parameter<&Config::memory, &MemoryConfig::store_drain>(
        {"in which order they take effect where no barrier asks for one: when the line is owned "
         "(as_owned), or as issued (in_order)",
         "ordering-facts O2", knob})),
    parameter<&Config::memory, &MemoryConfig::external>(
        {"lines of the table that no cache holds take the time of a TLM-2.0 memory, which the "
         "program "
         "that embeds the model binds",
         kKnob, knob}),
    parameter<&Config::memory, &MemoryConfig::external_transport>(
        {"such a line is fetched by b_transport (blocking) or by the four phases of nb_transport "
         "(nonblocking)",
         kKnob, knob}),

    parameter<&Config::tlbie, &TlbieConfig::issue_cycles>(
        {"cycles", 1, kMaxCycles, "a tlbie leaves its processor after so long; a tlbiel is done",
         kKnob, knob}),
    parameter<&Config::tlbie, &TlbieConfig::broadcast_cycles>(
        {"cycles", 1, kMaxCycles, "a tlbie reaches every processor after that",
         "isa-facts L: no published figure; 600 ns there and back, of 300-1000 planned for one "
         "socket",
         low}),
    parameter<&Config::tlbie, &TlbieConfig::return_cycles>(
        {"cycles", 1, kMaxCycles, "the last answer is back after that",
         "isa-facts L: no published figure; 600 ns there and back, of 300-1000 planned for one "
         "socket",
         low}),

    parameter<&Config::tlbie, &TlbieConfig::p9_erratum>(
        {"a batch of tlbies ends with one more, as POWER9's fault with store queues needs it",
         "isa-facts H8; Linux: CPU_FTR_P9_TLBIE_STQ_BUG", high}),

    parameter<&Config::papr, &PaprConfig::flavour>(
        {"whose hcalls where they differ: kvm's, qemu's own under TCG, or those of the LoPAR text",
         "isa-facts I; KVM HV is what the HTAB descriptor belongs to", high}),

    parameter<&Config::hypervisor, &HypervisorConfig::hcall_cycles>(
        {"cycles", 0, kMaxCycles, "entry to and exit from a hypervisor call", kKnob, knob}),
    parameter<&Config::hypervisor, &HypervisorConfig::page_in_cycles>(
        {"cycles", 0, 1'000'000'000, "a page of the guest brought back by the host", kKnob, knob}),
    parameter<&Config::hypervisor, &HypervisorConfig::spin_cycles>(
        {"cycles", 1, kMaxCycles, "one turn of waiting for a locked HPTE", kKnob, knob}),
    parameter<&Config::hypervisor, &HypervisorConfig::clear_line_cycles>(
        {"cycles", 0, kMaxCycles,
         "128 bytes of a new table or its reverse map made zero, by a thread of the host's",
         "128 bytes at 10 GB/s are 12.8 ns; a knob", knob}),
    parameter<&Config::hypervisor, &HypervisorConfig::move_entry_cycles>(
        {"cycles", 0, kMaxCycles,
         "an entry put into a new table, besides what is done to the old one", kKnob, knob}),

    parameter<&Config::htab, &HtabConfig::call_cycles>(
        {"cycles", 1, kMaxCycles, "one system call on the HTAB descriptor", kKnob, knob}),
    parameter<&Config::htab, &HtabConfig::entry_cycles>(
        {"cycles", 1, kMaxCycles, "bookkeeping for one entry of the table", kKnob, knob}),
    parameter<&Config::htab, &HtabConfig::copy_cycles>(
        {"cycles", 0, kMaxCycles, "16 bytes copied to or from the caller", kKnob, knob}),
    parameter<&Config::htab, &HtabConfig::spin_cycles>(
        {"cycles", 1, kMaxCycles, "one turn of waiting for a locked HPTE", kKnob, knob}),
    parameter<&Config::htab, &HtabConfig::emit_lock_bit>(
        {"valid entries in the stream have bit 0x40 set, as KVM's do",
         "htab-semantics R29: every kernel from 2012 on", high}),
    parameter<&Config::htab, &HtabConfig::write_parsing>(
        {"safe: all groups of a write are parsed; reference: KVM's two quirks (R40, R41)",
         "htab-semantics 11: recommended for a model", knob}),

    parameter<&Config::migration, &MigrationConfig::start_us>(
        {"us", 0, kMaxMicroseconds, "the migration starts at this simulated time", kKnob, knob}),
    parameter<&Config::migration, &MigrationConfig::read_bytes>(
        {"bytes", kMinReadBytes, kMaxReadBytes, "size of one read of the stream",
         "htab-semantics R64: QEMU's 2048", high}),
    parameter<&Config::migration, &MigrationConfig::iteration_us>(
        {"us", 1, kMaxMicroseconds, "time limit of one iteration",
         "htab-semantics R64: QEMU's 5 ms", high}),
    parameter<&Config::migration, &MigrationConfig::bandwidth_bytes_per_s>(
        {"bytes/s", 1'000, 1'000'000'000'000, "bandwidth of the link to the destination",
         "10 Gb/s Ethernet; a knob", knob}),
    parameter<&Config::migration, &MigrationConfig::stop_bandwidth_bytes_per_s>(
        {"bytes/s", 0, 1'000'000'000'000, "its bandwidth once the guest has stopped; 0: the same",
         "QEMU: max-bandwidth holds while the guest runs, avail-switchover-bandwidth afterwards",
         knob}),
    parameter<&Config::migration, &MigrationConfig::link_latency_us>(
        {"us", 0, kMaxMicroseconds, "latency of that link", kKnob, knob}),
    parameter<&Config::migration, &MigrationConfig::downtime_limit_us>(
        {"us", 1, kMaxMicroseconds, "the guest is stopped once the rest can be sent in this time",
         kKnob, knob}),
    parameter<&Config::migration, &MigrationConfig::completion>(
        {"stop-and-copy reads on to a full_scan without a change, or to the first_zero as QEMU "
         "does",
         "htab-semantics R34, R64", knob}),
    parameter<&Config::migration, &MigrationConfig::entries>(
        {"what is sent: all entries, or bolted_only ones with all others as invalid",
         "htab-semantics R2, R26", knob}),
    parameter<&Config::migration, &MigrationConfig::ram_bytes>(
        {"bytes", 0, kMaxGuestMemory,
         "the guest's memory, which is sent over the same link, in rounds before the table's turn; "
         "0: the table alone",
         "QEMU's order of its iterated sections: ram, then spapr/htab", knob}),
    parameter<&Config::migration, &MigrationConfig::ram_dirtying>(
        {"the guest dirties it at a given rate, or by its own stores, whose pages of 4 KB are sent "
         "again (needs memory.data_accesses)",
         "QEMU sends pages of 4 KB (TARGET_PAGE_SIZE)", knob}),
    parameter<&Config::migration, &MigrationConfig::ram_dirty_bytes_per_s>(
        {"bytes/s", 0, 1'000'000'000'000, "that rate, while the guest runs", kKnob, knob}),
    parameter<&Config::migration, &MigrationConfig::ram_after_stop>(
        {"memory that is still to be sent when the guest has stopped is sent, or fetched later "
         "(postcopy); the table is sent in either case",
         "QEMU: spapr/htab has no save_live_complete_postcopy", knob}),
    parameter<&Config::migration, &MigrationConfig::cancel_at_us>(
        {"us", 0, kMaxMicroseconds,
         "the migration is cancelled at this simulated time, unless it is over; 0: never", kKnob,
         knob}),
    parameter<&Config::migration, &MigrationConfig::retries>(
        {"attempts", 0, 1'000, "so many more are made if one is cancelled or fails", kKnob, knob}),
    parameter<&Config::migration, &MigrationConfig::retry_after_us>(
        {"us", 1, kMaxMicroseconds, "from the end of one attempt to the next", kKnob, knob}),
    parameter<&Config::migration, &MigrationConfig::fail_at_write>(
        {"writes", 0, kMaxAccesses,
         "the destination of the first attempt fails in this one of its writes; 0: never", kKnob,
         knob}),
    parameter<&Config::migration, &MigrationConfig::failure>(
        {"how: eio, a damaged entry; ebusy, a processor runs there; short_write, a write that "
         "takes less than it was given",
         "htab-semantics R37, R39, R46", knob}),
    parameter<&Config::migration, &MigrationConfig::on_resize>(
        {"when the guest has resized its table meanwhile: begin_anew with a new descriptor, or "
         "read_on with the old one, which misses what was moved",
         "htab-semantics R56", knob}),

    parameter<&Config::guest, &GuestConfig::memory_bytes>(
        {"bytes", kMinGuestMemory, kMaxGuestMemory,
         "memory for plain traces: the kernel's first pages, then an equal part for each --trace",
         "128 times the table, as QEMU sizes it (isa-facts C9)", knob}),
    parameter<&Config::guest, &GuestConfig::hpt_order>(
        {"log2(bytes)", HptGeometry::kMinOrder, HptGeometry::kMaxOrder,
         "size of the table for plain traces; a captured guest brings its own",
         "isa-facts C9: KVM's default 24", high}),
    parameter<&Config::guest, &GuestConfig::page_size>(
        {"base and actual page size of the programs of plain traces", "isa-facts B3, D5", knob,
         PageSize::page_16m}),
    parameter<&Config::guest, &GuestConfig::page_regions>(
        {"where they have others: FIRST-LAST:SIZE,... with addresses in hexadecimal and 4K, 64K, "
         "16M or 16G, or a file with one of these a line",
         "isa-facts D5, D8", knob}),
    parameter<&Config::guest, &GuestConfig::page_size_hints>(
        {"page sizes that traces tell of: ignore, or obey where a page is first touched and its "
         "segment can have one of that size",
         "isa-facts D5, D8", knob}),
    parameter<&Config::guest, &GuestConfig::transparent_16m>(
        {"percent", 0, 100,
         "the kernel makes 16 MB of a program one page once so much of them is touched; 0: never",
         "Linux: khugepaged's max_ptes_none; isa-facts D5, D8", knob}),
    parameter<&Config::guest, &GuestConfig::frames>(
        {"guest memory behind pages: what the kernel has, or where the trace or guest.v2p_file has "
         "them, and else what the kernel has beyond guest.memory_bytes",
         "qtrace's RPNs, drmemtrace's physical addresses", knob}),
    parameter<&Config::guest, &GuestConfig::v2p_file>(
        {"a file that says where pages were, in drmemtrace's form (v2p.textproto)",
         "DynamoRIO: v2p_reader; needs guest.frames=trace", knob}),
    parameter<&Config::guest, &GuestConfig::segment_size>(
        {"segments of the programs of plain traces",
         "isa-facts B2; Linux uses 1 TB where the processor has it", knob}),
    parameter<&Config::guest, &GuestConfig::vsid_allocation>(
        {"VSIDs of their segments: linux, a running number times a constant; linear, the number "
         "itself, so that segments collide in the table; random, by the seed",
         "Linux's vsid_scramble; the others are knobs", knob}),
    parameter<&Config::guest, &GuestConfig::bolted_pages>(
        {"pages", 0, 1'024,
         "bolted entries of the kernel that are there at the start, without a captured guest",
         kKnob, knob}),
    parameter<&Config::guest, &GuestConfig::segment_handler_cycles>(
        {"cycles", 0, kMaxCycles,
         "the guest's handler of a segment interrupt, besides entry, exit and SLB instructions",
         kKnob, knob}),
    parameter<&Config::guest, &GuestConfig::fault_handler_cycles>(
        {"cycles", 0, kMaxCycles,
         "the guest's handler of a storage interrupt, besides entry, exit and hcalls", kKnob,
         knob}),
    parameter<&Config::guest, &GuestConfig::age_interval>(
        {"accesses", 0, kMaxAccesses,
         "a processor's kernel clears R of some pages after so many accesses; 0: never", kKnob,
         knob}),
    parameter<&Config::guest, &GuestConfig::age_pages>(
        {"pages", 1, 65'536, "so many each time", kKnob, knob}),
    parameter<&Config::guest, &GuestConfig::protect_interval>(
        {"accesses", 0, kMaxAccesses,
         "it write-protects some pages for copy-on-write after so many accesses; 0: never", kKnob,
         knob}),
    parameter<&Config::guest, &GuestConfig::protect_pages>(
        {"pages", 1, 65'536, "so many each time", kKnob, knob}),
    parameter<&Config::guest, &GuestConfig::processors>(
        {"processors", 0, kMaxProcessors,
         "that run the plain traces: the first one runs the first of them, and so on round; 0: "
         "each trace has one of its own",
         kKnob, knob}),
    parameter<&Config::guest, &GuestConfig::time_slice_us>(
        {"us", 1, kMaxMicroseconds,
         "after so long on a processor a thread makes way for the next one, if there is one",
         "Linux: a tick of CONFIG_HZ_100 (ppc64_defconfig), at which the scheduler's shorter slice "
         "is found over",
         medium}),
    parameter<&Config::guest, &GuestConfig::context_switch_cycles>(
        {"cycles", 0, kMaxCycles,
         "the guest's kernel changes from thread to thread, besides entry, exit and SLB "
         "instructions",
         kKnob, knob}),
    parameter<&Config::guest, &GuestConfig::fork_page_cycles>(
        {"cycles", 0, kMaxCycles,
         "for each page of a process that forks, besides the hcalls that take entries away", kKnob,
         knob}),
    parameter<&Config::guest, &GuestConfig::slb_preload>(
        {"segments of the next thread are entered on when another program's thread has run, or "
         "off, each when it is missed",
         "isa-facts B12: Linux does so without no_slb_preload", high}),
    parameter<&Config::guest, &GuestConfig::resize_at_us>(
        {"us", 0, kMaxMicroseconds,
         "the guest's first processor asks for another table at this simulated time; 0: never",
         kKnob, knob}),
    only_in_time(parameter<&Config::guest, &GuestConfig::resize_order>(
        {"log2(bytes)", HptGeometry::kMinOrder, HptGeometry::kMaxOrder, "size of that table",
         "isa-facts I9, C9", knob})),
    parameter<&Config::guest, &GuestConfig::resize_poll_us>(
        {"us", 1, kMaxMicroseconds, "how long it waits while the host prepares that table",
         "isa-facts I9, J7: long busy says 100 ms, and Linux sleeps so long", high}),

    parameter<&Config::host_memory, &HostConfig::guest_memory_base>(
        {"address", 0, kMaxGuestMemoryBase,
         "host real address of the guest's first page; a multiple of host_memory.page_bytes", kKnob,
         knob}),
    parameter<&Config::host_memory, &HostConfig::page_bytes>(
        {"bytes", 4'096, 16 * kGibibyte, "host page behind guest memory",
         "KVM refuses a guest's page that is larger (htab-semantics R46); 16 MB hold all of "
         "guest.page_size; a knob",
         knob, Multiples::kPowersOfTwo}),
    parameter<&Config::host_memory, &HostConfig::unmap_interval_us>(
        {"us", 0, kMaxMicroseconds,
         "the host withdraws some of the guest's pages each time this has passed; 0: never",
         "htab-semantics R54; how often is a knob", knob}),
    only_in_time(parameter<&Config::host_memory, &HostConfig::unmap_pages>(
        {"pages", 1, 65'536, "so many host pages each time", kKnob, knob})),
    parameter<&Config::host_memory, &HostConfig::dirty_log_interval_us>(
        {"us", 0, kMaxMicroseconds,
         "the dirty pages are asked for, and their C cleared, each time this has passed; 0: never",
         "htab-semantics R54, KVM_GET_DIRTY_LOG; how often is a knob", knob}),
};

static_assert(follows_config(kTable), "a member of Config has no row, two, or one out of order");

using RowsByKey = std::map<std::string_view, const ParameterInfo*>;

RowsByKey rows_by_key() {
  RowsByKey rows;
  for (const ParameterInfo& row : kTable) rows.emplace(row.key, &row);
  return rows;
}

}  // namespace

std::span<const ParameterInfo> parameter_table() { return kTable; }

const ParameterInfo* find_parameter(std::string_view key) {
  static const RowsByKey rows = rows_by_key();
  const auto found = rows.find(key);
  return found == rows.end() ? nullptr : found->second;
}

}  // namespace htabsim
