// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "htabsim/model/guest/guest_resize.h"
#include "htabsim/model/guest/kernel_memory.h"
#include "htabsim/model/guest/thread_state.h"
#include "htabsim/tlm/core/vcpu_setup.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// How the programs of plain traces are placed in a guest.

/// The kernel they run under; `programs` of them, each in an address space of its own.
KernelMemory kernel_memory(const Config& config, std::uint64_t programs, std::uint64_t seed);

/// The memory that is configured for them, from the first suitable address at or after `first` on:
/// whole pages of their largest size, as KVM takes no other memory for these.
/// With guest.frames=trace that of recorded frames, and as much for the other pages.
GuestMemoryRange program_memory(const Config& config, GuestReal first);

/// What each of `programs` is run with: an equal part of `memory`, whose first `kernel_bytes` are
/// the kernel's. UsageError if the parts are too small to make progress.
std::vector<GuestOsConfig> place_programs(const Config& config, const GuestMemoryRange& memory,
                                          std::uint64_t kernel_bytes, std::uint64_t programs,
                                          std::uint64_t seed);

/// The processors that run so many traces, which have no threads yet: thread i is to run on the one
/// with the number i modulo theirs. UsageError if there are more processors than traces.
std::vector<ProgramThreads> program_processors(const Config& config, std::size_t traces);

/// Whether, when and to what a guest resizes its table.
std::optional<ResizeWish> resize_wish(const Config& config);

/// SLB and mask registers before a program's first access.
ThreadState program_state(const Config& config, const KernelMemory& kernel);

}  // namespace htabsim
