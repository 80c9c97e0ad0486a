// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "htabsim/model/guest/frame_choice.h"
#include "htabsim/model/guest/page_regions.h"
#include "htabsim/model/guest/page_size_hints.h"
#include "htabsim/model/guest/slb_preloading.h"
#include "htabsim/model/guest/vsid_allocation.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/trace/v2p_map.h"

namespace htabsim {

/// A part of guest memory, from `base` on.
struct GuestMemoryRange {
  GuestReal base;
  std::uint64_t bytes = 0;

  /// Whether all of a part is in it.
  [[nodiscard]] constexpr bool contains(GuestReal first, std::uint64_t part_bytes) const {
    return first >= base && part_bytes <= bytes && first - base <= bytes - part_bytes;
  }

  friend bool operator==(const GuestMemoryRange&, const GuestMemoryRange&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& base& bytes;
  }
};

/// Work that a kernel does now and then, on `pages` pages each time.
struct PeriodicWork {
  std::uint64_t interval = 0;  ///< accesses of the program in between; 0: never
  std::uint64_t pages = 1;
};

/// How a guest's kernel runs one program. Programs share only the table: each has memory, segments
/// and random numbers of its own, so a kernel's decisions depend on its own program and on what the
/// table answers. The threads of one program share all of these (GuestProgram).
struct GuestOsConfig {
  SegmentSize segment_size = SegmentSize::segment_1t;
  VsidAllocation vsid_allocation = VsidAllocation::linux;
  PageSize page_size = PageSize::page_4k;  ///< base and actual, where no region says otherwise
  std::vector<PageRegion> page_regions = {};
  PageSizeHints page_size_hints = PageSizeHints::ignore;
  PageSize largest_page = PageSize::page_16g;  ///< that a hint may ask for
  GuestMemoryRange memory;                     ///< for the program's pages
  /// Percent of 16 MB that must lie in smaller pages for these to become one; 0: they never do.
  std::uint64_t transparent_16m = 0;
  FrameChoice frames = FrameChoice::kernel;
  GuestMemoryRange recorded_memory = {};            ///< of a trace's frames, apart from `memory`
  std::shared_ptr<const V2pMap> v2p_map = nullptr;  ///< where pages were, if the trace is silent
  std::uint64_t address_space = 1;                  ///< 0 is the kernel's
  std::uint64_t address_spaces = 2;                 ///< of all processors, and the kernel's
  std::uint64_t seed = 1;
  Cycles segment_handler;  ///< instructions of the handler of a segment interrupt
  Cycles storage_handler;  ///< and of a storage interrupt, beside its hcalls
  Cycles context_switch;   ///< to the thread, beside what is done to the SLB
  Cycles fork_page;        ///< for each page that a fork copies, beside its hcalls
  SlbPreloading slb_preload = SlbPreloading::off;
  PeriodicWork ageing;
  PeriodicWork write_protecting;
};

}  // namespace htabsim
