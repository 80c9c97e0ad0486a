// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/class.hpp>

namespace htabsim {

/// What a guest's kernel did for one thread of a program.
struct GuestOsCounters {
  std::uint64_t segment_faults = 0;
  std::uint64_t page_faults = 0;         ///< storage interrupts for want of an entry
  std::uint64_t first_touches = 0;       ///< of these, on a page never used before
  std::uint64_t refaults = 0;            ///< of these, on a page whose entry was evicted
  std::uint64_t secondary_entries = 0;   ///< put into the secondary PTEG
  std::uint64_t evictions = 0;           ///< entries, of whatever processor, removed to make room
  std::uint64_t reclaimed_pages = 0;     ///< taken from the program as its memory was full
  std::uint64_t aged_pages = 0;          ///< whose R was cleared
  std::uint64_t protected_pages = 0;     ///< write-protected for copy-on-write
  std::uint64_t cow_faults = 0;          ///< stores to such a page
  std::uint64_t cow_copies = 0;          ///< of these, given another page
  std::uint64_t size_hints_obeyed = 0;   ///< of first touches, that told their page's size
  std::uint64_t size_hints_ignored = 0;  ///< as its segment, or a page already there, forbids it
  std::uint64_t recorded_frames = 0;     ///< given to pages that had them where they were recorded
  std::uint64_t unrecorded_frames = 0;   ///< chosen by the kernel, as nothing says where it was
  std::uint64_t collapsed_pages = 0;     ///< of 16 MB, in place of smaller ones
  std::uint64_t uncollapsed_pages = 0;   ///< that would have been, but for a free frame of 16 MB
  std::uint64_t context_switches = 0;    ///< to it, from another thread or process
  std::uint64_t slbias = 0;              ///< of these, that emptied the SLB by an slbia
  std::uint64_t slb_preloads = 0;        ///< segments entered at these
  std::uint64_t forks = 0;               ///< of the program's processes
  std::uint64_t exits = 0;
};
BOOST_DESCRIBE_STRUCT(GuestOsCounters, (),
                      (segment_faults, page_faults, first_touches, refaults, secondary_entries,
                       evictions, reclaimed_pages, aged_pages, protected_pages, cow_faults,
                       cow_copies, size_hints_obeyed, size_hints_ignored, recorded_frames,
                       unrecorded_frames, collapsed_pages, uncollapsed_pages, context_switches,
                       slbias, slb_preloads, forks, exits))

}  // namespace htabsim
