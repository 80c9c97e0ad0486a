// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/program_setup.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/setup/page_regions_input.h"

namespace htabsim {

namespace {

/// An access may need two pages at once; twice that makes sure of progress.
constexpr std::uint64_t kMinPages = 4;

/// That the programs have for certain.
PageSize largest_page(const Config& config) {
  PageSize largest = config.guest.page_size;
  for (const PageRegion& region : page_regions(config)) largest = std::max(largest, region.size);
  return largest;
}

/// That they may also have, as KVM takes it and there is room for it.
PageSize largest_possible_page(const Config& config) {
  PageSize largest = largest_page(config);
  const GuestConfig& guest = config.guest;
  const bool vary = guest.page_size_hints == PageSizeHints::obey || guest.transparent_16m != 0;
  if (!vary) return largest;
  for (const PageSize size : {PageSize::page_64k, PageSize::page_16m}) {
    const std::uint64_t bytes = std::uint64_t{1} << shift(size);
    const bool fits =
        bytes <= config.host_memory.page_bytes && kMinPages * bytes <= config.guest.memory_bytes;
    if (fits) largest = std::max(largest, size);
  }
  return largest;
}

GuestOsConfig common_config(const Config& config, std::uint64_t programs, std::uint64_t seed) {
  const GuestConfig& guest = config.guest;
  GuestOsConfig os;
  os.segment_size = guest.segment_size;
  os.vsid_allocation = guest.vsid_allocation;
  os.page_size = guest.page_size;
  os.page_regions = page_regions(config);
  os.page_size_hints = guest.page_size_hints;
  os.largest_page = largest_possible_page(config);
  os.transparent_16m = guest.transparent_16m;
  os.frames = guest.frames;
  if (!guest.v2p_file.empty()) {
    os.v2p_map = std::make_shared<V2pMap>(LineReader(InputFile(guest.v2p_file)));
  }
  os.address_spaces = programs + 1;
  os.seed = seed;
  os.segment_handler = Cycles(guest.segment_handler_cycles);
  os.storage_handler = Cycles(guest.fault_handler_cycles);
  os.context_switch = Cycles(guest.context_switch_cycles);
  os.fork_page = Cycles(guest.fork_page_cycles);
  os.slb_preload = guest.slb_preload;
  os.ageing = {guest.age_interval, guest.age_pages};
  os.write_protecting = {guest.protect_interval, guest.protect_pages};
  return os;
}

void require_room(const Config& config, PageSize page, std::uint64_t bytes,
                  std::uint64_t programs) {
  const std::uint64_t pages = bytes >> shift(page);
  if (pages >= kMinPages) return;
  throw UsageError(fmt::format(
      "guest.memory_bytes ({} bytes) leaves {} pages of {} for each of {} traces; at least {} are "
      "needed",
      config.guest.memory_bytes, pages, name(page), programs, kMinPages));
}

/// Of the frames that a trace tells, up to a host page's end: what the kernel takes lies behind
/// them, so that nobody has one frame by chance.
std::uint64_t recorded_bytes(const Config& config) {
  if (config.guest.frames == FrameChoice::kernel) return 0;
  const std::uint64_t host = config.host_memory.page_bytes;
  return (config.guest.memory_bytes + host - 1) / host * host;
}

}  // namespace

KernelMemory kernel_memory(const Config& config, std::uint64_t programs, std::uint64_t seed) {
  return {config.guest.segment_size,    config.guest.page_size,
          config.guest.bolted_pages,    programs + 1,
          config.guest.vsid_allocation, seed};
}

GuestMemoryRange program_memory(const Config& config, GuestReal first) {
  const std::uint64_t page = std::uint64_t{1} << shift(largest_possible_page(config));
  const std::uint64_t alignment = std::max(page, config.host_memory.page_bytes);
  const std::uint64_t base = (first.value() + alignment - 1) / alignment * alignment;
  return {GuestReal(base), recorded_bytes(config) + config.guest.memory_bytes / page * page};
}

std::vector<GuestOsConfig> place_programs(const Config& config, const GuestMemoryRange& memory,
                                          std::uint64_t kernel_bytes, std::uint64_t programs,
                                          std::uint64_t seed) {
  const std::uint64_t page = std::uint64_t{1} << shift(config.guest.page_size);
  const std::uint64_t recorded = recorded_bytes(config);
  const std::uint64_t before = std::max(kernel_bytes, recorded);
  const std::uint64_t left = memory.bytes > before ? memory.bytes - before : 0;
  const std::uint64_t bytes = left / page / programs * page;
  GuestOsConfig os = common_config(config, programs, seed);
  os.recorded_memory = {memory.base, recorded};
  require_room(config, largest_page(config), bytes, programs);
  std::vector<GuestOsConfig> placed;
  for (std::uint64_t i = 0; i < programs; ++i) {
    os.memory = {memory.base + (before + i * bytes), bytes};
    os.address_space = i + 1;
    placed.push_back(os);
  }
  return placed;
}

std::vector<ProgramThreads> program_processors(const Config& config, std::size_t traces) {
  const std::uint64_t processors = config.guest.processors;
  if (processors > traces) {
    throw UsageError(fmt::format(
        "guest.processors is {}, more than there are threads to run on them: --trace gives {}",
        processors, traces));
  }
  const Cycles slice = cycles_in_microseconds(config.guest.time_slice_us, config.clock.period_ps);
  return std::vector<ProgramThreads>(processors == 0 ? traces : processors,
                                     ProgramThreads{.threads = {}, .slice = slice});
}

std::optional<ResizeWish> resize_wish(const Config& config) {
  const GuestConfig& guest = config.guest;
  if (guest.resize_at_us == 0) return std::nullopt;
  const auto cycles = [&](std::uint64_t us) {
    return cycles_in_microseconds(us, config.clock.period_ps);
  };
  return ResizeWish{cycles(guest.resize_at_us), static_cast<unsigned>(guest.resize_order),
                    cycles(guest.resize_poll_us)};
}

ThreadState program_state(const Config& config, const KernelMemory& kernel) {
  ThreadState state;
  state.slb = {bolted_segment(kernel)};
  state.speculative_r = config.mmu.speculative_r;
  return state;
}

}  // namespace htabsim
