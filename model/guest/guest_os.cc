// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_os.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/guest/kernel_memory.h"
#include "htabsim/model/guest/unserved_access.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kNotPlanned = std::numeric_limits<std::uint64_t>::max();

std::uint64_t first_time(const PeriodicWork& work) {
  return work.interval == 0 ? kNotPlanned : work.interval;
}

/// Whether the page whose size a trace tells is the one with this address. An access may reach into
/// the next page.
bool tells_page_of(const PlainAccess& access, Ea ea) {
  return access.page_shift != 0 && (access.ea.value() ^ ea.value()) >> access.page_shift == 0;
}

void put_entries(const GuestProcess::Page& page, std::vector<GuestHashTable::Entry>& to) {
  for (const auto& [number, slot] : page.slots) to.push_back({page.base_page(number), slot});
}

}  // namespace

GuestOs::GuestOs(const GuestOsConfig& config, const HptGeometry& table,
                 std::shared_ptr<GuestProgram> program, std::shared_ptr<ProcessorSlb> slb)
    : config_(config),
      program_(program ? std::move(program) : std::make_shared<GuestProgram>(config)),
      process_(&program_->process(0)),
      table_(table, program_->random, counters_),
      isa_(table.format()),
      slb_(slb ? std::move(slb) : std::make_shared<ProcessorSlb>()),
      next_ageing_(first_time(config.ageing)),
      next_write_protecting_(first_time(config.write_protecting)) {
  schedule();
}

void GuestOs::handle(KernelPort& port, const Fault& fault, const PlainAccess& access) {
  if (fault.address >= kFirstKernelAddress) {
    throw UnservedFault("that is the kernel's own memory; --skip-kernel leaves such accesses out");
  }
  switch (fault.interrupt) {
    case Interrupt::kDataSegment:
    case Interrupt::kInstructionSegment:
      return load_segment(port, fault.address);
    case Interrupt::kDataStorage:
    case Interrupt::kInstructionStorage:
      return handle_storage(port, fault, access);
    default:
      throw UnservedFault(fmt::format("it has no handler for {}", name(fault.interrupt)));
  }
}

void GuestOs::load_segment(KernelPort& port, Ea ea) {
  ++counters_.segment_faults;
  port.spend(config_.segment_handler);
  const Segment segment = process_->segment(ea);
  slb_->load(port, segment, ea);
  if (config_.slb_preload == SlbPreloading::on) preload().add(first_address(segment, ea));
}

void GuestOs::switch_from(KernelPort& port, const GuestOs& before) {
  begin_turn(port);
  if (before.process_ != process_) begin_process(port);
}

void GuestOs::run_process(KernelPort& port, std::uint32_t number) {
  if (number == process_->number) return;
  process_ = &program_->process(number);
  begin_turn(port);
  begin_process(port);
}

void GuestOs::begin_turn(KernelPort& port) {
  ++counters_.context_switches;
  port.spend(config_.context_switch);
}

/// On a processor whose SLB has another's segments.
void GuestOs::begin_process(KernelPort& port) {
  if (slb_->empty(port, isa_) == SlbEmptying::kSlbia) ++counters_.slbias;
  preload().begin_turn();
  for (const Ea segment : preload().segments()) {
    slb_->load(port, process_->segment(segment), segment);
    ++counters_.slb_preloads;
  }
}

void GuestOs::fork(KernelPort& port, std::uint32_t number) {
  GuestProcess& child = program_->process(number);
  if (&child == process_ || !child.pages.empty()) {
    throw UnservedFault(
        fmt::format("process {} cannot fork {}, which is there", process_->number, number));
  }
  ++counters_.forks;
  port.spend(config_.fork_page * process_->pages.size());
  std::vector<GuestHashTable::Entry> entries;
  for (const auto& [ea, place] : process_->by_order_of_address()) {
    Page& page = process_->pages[place];
    if (page.frame) program_->frames.share(*page.frame);
    if (page.writable) put_entries(page, entries);
    page.forked = true;
    if (std::exchange(page.writable, false)) page.slots.clear();
  }
  child.copy_pages(*process_);
  GuestHashTable::remove_all(port, entries);
}

void GuestOs::exit(KernelPort& port, std::uint32_t number) {
  ++counters_.exits;
  GuestProcess& process = program_->process(number);
  std::vector<GuestHashTable::Entry> entries;
  for (const auto& [ea, place] : process.by_order_of_address()) {
    put_entries(process.pages[place], entries);
    give_up_frame(process.pages[place]);
  }
  process.clear();
  GuestHashTable::remove_all(port, entries);
}

void GuestOs::handle_storage(KernelPort& port, const Fault& fault, const PlainAccess& access) {
  port.spend(config_.storage_handler);
  Page& page = find_or_add(port, fault.address, access);
  const std::uint64_t base_page = page.base_page_at(fault.address);
  if (any(fault.causes, cause::kNoHpte)) {
    ++counters_.page_faults;
    const auto entry = page.slots.find(base_page);
    if (entry != page.slots.end()) {
      if (entered_by_another(port, page, base_page)) return;
      ++counters_.refaults;
      page.slots.erase(entry);
    }
  }
  const bool store = any(fault.causes, cause::kStore);
  page.dirty |= store;
  if (store && !page.writable) break_sharing(port, page);
  if (!page.frame && config_.frames == FrameChoice::trace) {
    give_recorded_frame(page, fault.address, access);
  }
  if (!page.slots.contains(base_page)) return enter(port, page, base_page);
  // Only a store can have been denied. The entry may also permit less than the page does: AVPN
  // lacks H and the bits that the hash implies, so it does not tell all pages of one PTEG apart.
  // Write-protecting another page, whose entry had been evicted, may have changed this entry.
  if (!store) throw UnservedFault("its page's entry permits it, and yet it was denied");
  protect(port, page, hpte_r::kPpReadWrite);
  if (!page.slots.contains(base_page)) enter(port, page, base_page);
}

/// The thread of another processor may have faulted on the page at the same time. As Linux does,
/// the kernel then looks whether the entry is still there by setting its protection.
bool GuestOs::entered_by_another(KernelPort& port, const Page& page,
                                 std::uint64_t base_page) const {
  if (!program_->lock.is_shared()) return false;
  const std::uint64_t protection = page.writable ? hpte_r::kPpReadWrite : hpte_r::kPpReadOnly;
  return GuestHashTable::protect(port, page.base_page(base_page), page.slots.at(base_page),
                                 protection);
}

/// All entries of a page change together (facts D8). Those that have been evicted are forgotten.
void GuestOs::protect(KernelPort& port, Page& page, std::uint64_t protection) {
  for (auto entry = page.slots.begin(); entry != page.slots.end();) {
    const bool found =
        GuestHashTable::protect(port, page.base_page(entry->first), entry->second, protection);
    entry = found ? entry + 1 : page.slots.erase(entry);
  }
}

GuestOs::Page& GuestOs::find_or_add(KernelPort& port, Ea ea, const PlainAccess& access) {
  if (Page* page = process_->find(ea)) return *page;
  ++counters_.first_touches;
  Page& page = process_->add(ea, sizes_of_new_page(ea, access));
  if (!is_to_collapse(page, ea)) return page;
  const auto frame = program_->frames.take(PageSize::page_16m);
  ++(frame ? counters_.collapsed_pages : counters_.uncollapsed_pages);
  return frame ? collapse(port, ea, *frame) : page;
}

bool GuestOs::is_to_collapse(const Page& page, Ea ea) const {
  constexpr std::uint64_t kBytes = std::uint64_t{1} << shift(PageSize::page_16m);
  const HptePageSize& sizes = page.name.sizes;
  return config_.transparent_16m != 0 && sizes.actual < PageSize::page_16m &&
         has_encoding({sizes.base, PageSize::page_16m}) &&
         process_->touched.bytes_in(ea, PageSize::page_16m) * 100 >=
             config_.transparent_16m * kBytes;
}

/// As Linux's khugepaged does: the small pages' entries go, and their contents move to a page of
/// the program's own.
GuestOs::Page& GuestOs::collapse(KernelPort& port, Ea ea, GuestReal frame) {
  bool dirty = false;
  std::vector<GuestHashTable::Entry> entries;
  for (Page& small : process_->take_out(ea, PageSize::page_16m)) {
    put_entries(small, entries);
    give_up_frame(small);
    dirty |= small.dirty;
  }
  GuestHashTable::remove_all(port, entries);
  Page& large = process_->add(ea, {program_->regions.sizes_at(ea).base, PageSize::page_16m});
  large.frame = frame;
  large.dirty = dirty;
  return large;
}

HptePageSize GuestOs::sizes_of_new_page(Ea ea, const PlainAccess& access) {
  const HptePageSize usual = program_->regions.sizes_at(ea);
  if (config_.page_size_hints == PageSizeHints::ignore) return usual;
  if (tells_page_of(access, ea)) {
    const auto told = page_size_of(access.page_shift);
    const bool fits = told && *told <= config_.largest_page && has_encoding({usual.base, *told}) &&
                      process_->is_untouched(ea, *told);
    ++(fits ? counters_.size_hints_obeyed : counters_.size_hints_ignored);
    if (fits) return {usual.base, *told};
  }
  return {usual.base, process_->is_untouched(ea, usual.actual) ? usual.actual : usual.base};
}

void GuestOs::enter(KernelPort& port, Page& page, std::uint64_t base_page) {
  if (!page.frame) give_frame(port, page);
  const std::uint64_t changed = page.dirty && page.writable ? hpte_r::kChanged : 0;
  const std::uint64_t protection = page.writable ? hpte_r::kPpReadWrite : hpte_r::kPpReadOnly;
  const auto slot = table_.enter(
      port, page.base_page(base_page), 0,
      page.frame->value() | hpte_r::kReferenced | changed | hpte_r::kMemory | protection);
  if (!slot) throw UnservedFault("its page's PTEGs are full of bolted entries");
  page.slots.insert_or_assign(base_page, *slot);
}

/// A store to a page that is write-protected for copy-on-write: it may be written again if nobody
/// else uses it any more, or a copy of it takes its place, which has no entry yet.
void GuestOs::break_sharing(KernelPort& port, Page& page) {
  ++counters_.cow_faults;
  page.writable = true;
  if (!is_shared(page)) return;
  ++counters_.cow_copies;
  drop_entries(port, page);
  Page original = page;
  page.frame.reset();
  give_frame(port, page);
  give_up_frame(original);
}

/// Of a page that was only write-protected as if for a fork, chance says it.
bool GuestOs::is_shared(Page& page) {
  if (!std::exchange(page.forked, false)) return any(program_->random(), 1);
  return page.frame && program_->frames.is_shared(*page.frame);
}

/// Whether the kernel took the page's frame from the program's memory: one that the trace has told
/// may be another page's, too.
bool GuestOs::is_taken(const Page& page) const {
  return page.frame && config_.memory.contains(*page.frame, 1);
}

void GuestOs::give_up_frame(Page& page) {
  if (!page.frame) return;
  const bool was_last = program_->frames.leave(*page.frame);
  if (was_last && is_taken(page)) {
    program_->frames.give_back(*page.frame, page.name.sizes.actual);
  }
  page.frame.reset();
}

void GuestOs::give_recorded_frame(Page& page, Ea ea, const PlainAccess& access) {
  const auto real = recorded_real(ea, access);
  if (!real) {
    ++counters_.unrecorded_frames;
    return;
  }
  const PageSize size = page.name.sizes.actual;
  const std::uint64_t bytes = std::uint64_t{1} << shift(size);
  if (any(real->value() ^ ea.value(), bytes - 1)) {
    throw UnservedFault(fmt::format("the trace has it at {:x}, in no frame for a page of {}",
                                    real->value(), name(size)));
  }
  const GuestReal frame(real->value() & ~(bytes - 1));
  if (!config_.recorded_memory.contains(frame, bytes)) {
    throw UnservedFault(
        fmt::format("the trace has it at {:x}, beyond the guest's memory; guest.memory_bytes must "
                    "be {} or more",
                    real->value(), frame + bytes - config_.recorded_memory.base));
  }
  ++counters_.recorded_frames;
  page.frame = frame;
}

/// Where the trace or the map has an address. A trace tells it of the page in which an access
/// begins, at least of the 4 KB.
std::optional<GuestReal> GuestOs::recorded_real(Ea ea, const PlainAccess& access) const {
  constexpr std::uint64_t kOffset = low_mask(shift(PageSize::page_4k));
  const bool told =
      access.real != PlainAccess::kNoReal && ((access.ea.value() ^ ea.value()) & ~kOffset) == 0;
  if (told) return GuestReal((access.real.value() & ~kOffset) | (ea.value() & kOffset));
  return config_.v2p_map ? config_.v2p_map->real(ea) : std::nullopt;
}

void GuestOs::give_frame(KernelPort& port, Page& page) {
  const PageSize size = page.name.sizes.actual;
  page.frame = program_->frames.take(size);
  if (!page.frame) page.frame = reclaim(port, page);
  if (!page.frame) {
    throw UnservedFault(fmt::format("there is no memory for its page of {}", name(size)));
  }
}

/// A page of the same size goes, or else the frame of a larger one is divided.
std::optional<GuestReal> GuestOs::reclaim(KernelPort& port, const Page& spared) {
  const std::uint64_t start = program_->random() % process_->pages.size();
  const PageSize wanted = spared.name.sizes.actual;
  for (const PageSize size : kAllPageSizes) {
    if (size < wanted) continue;
    while (Page* victim = find_victim(start, spared, size)) {
      ++counters_.reclaimed_pages;
      take_away(port, *victim);
      if (const auto frame = program_->frames.take(wanted)) return frame;
    }
  }
  return std::nullopt;
}

/// A page with a frame of its own if there is one, of the running process if it has one.
GuestOs::Page* GuestOs::find_victim(std::uint64_t start, const Page& spared, PageSize size) {
  Page* shared = nullptr;
  const auto find_in = [&](GuestProcess& process) -> Page* {
    for (std::size_t i = 0; i < process.pages.size(); ++i) {
      Page& page = process.pages[(start + i) % process.pages.size()];
      if (!is_taken(page) || &page == &spared || page.name.sizes.actual != size) continue;
      if (!program_->frames.is_shared(*page.frame)) return &page;
      if (shared == nullptr) shared = &page;
    }
    return nullptr;
  };
  Page* own = find_in(*process_);
  for (auto& [number, process] : program_->processes) {
    if (own == nullptr && &process != process_) own = find_in(process);
  }
  return own != nullptr ? own : shared;
}

/// From all that have its frame.
void GuestOs::take_away(KernelPort& port, Page& page) {
  const GuestReal frame = *page.frame;
  if (program_->frames.is_shared(frame)) {
    for (auto& [number, process] : program_->processes) {
      for (Page& other : process.pages) {
        if (&other == &page || other.frame != frame) continue;
        drop_entries(port, other);
        give_up_frame(other);
      }
    }
  }
  drop_entries(port, page);
  give_up_frame(page);
}

void GuestOs::drop_entries(KernelPort& port, Page& page) {
  for (const auto& [number, slot] : page.slots) {
    GuestHashTable::remove(port, page.base_page(number), slot);
  }
  page.slots.clear();
}

void GuestOs::do_periodic_work(KernelPort& port) {
  if (accesses_ >= next_ageing_) {
    age(port);
    next_ageing_ += config_.ageing.interval;
  }
  if (accesses_ >= next_write_protecting_) {
    write_protect(port);
    next_write_protecting_ += config_.write_protecting.interval;
  }
  schedule();
}

void GuestOs::schedule() { next_work_ = std::min(next_ageing_, next_write_protecting_); }

/// Clears R of the pages that a hand goes over which circles round all of them.
void GuestOs::age(KernelPort& port) {
  const std::size_t count = std::min<std::size_t>(config_.ageing.pages, process_->pages.size());
  for (std::size_t i = 0; i < count; ++i) {
    Page& page = process_->pages[process_->ageing_hand++ % process_->pages.size()];
    bool aged = false;
    for (const auto& [number, slot] : page.slots) {
      aged |= GuestHashTable::clear_referenced(port, page.base_page(number), slot);
    }
    if (aged) ++counters_.aged_pages;
  }
}

/// Makes a run of pages, in the order of their first touch, read-only as a fork does.
void GuestOs::write_protect(KernelPort& port) {
  const std::size_t count =
      std::min<std::size_t>(config_.write_protecting.pages, process_->pages.size());
  const std::uint64_t start = program_->random();
  for (std::size_t i = 0; i < count; ++i) {
    Page& page = process_->pages[(start % process_->pages.size() + i) % process_->pages.size()];
    if (!page.writable) continue;
    page.writable = false;
    ++counters_.protected_pages;
    protect(port, page, hpte_r::kPpReadOnly);
  }
}

}  // namespace htabsim
