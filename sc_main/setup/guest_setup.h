// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/thread_state.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/isa/slb.h"
#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// A part of guest memory as the configured host backs it.
MemorySlot memory_slot(const Config& config, const GuestMemoryRange& memory);

/// A guest without memory under the configured hypervisor.
Partition empty_partition(const Config& config);

/// A guest with memory from guest real 0 to `end`, as the configured host backs it: one slot.
Partition guest_partition(const Config& config, GuestReal end);

/// An empty table of the guest's size, in the configured processor's format, with a recorded stream
/// applied to it. InputError for a stream that is damaged or that the table refuses.
HptImage load_table(const CapturedGuest& guest, const std::filesystem::path& stream,
                    Partition& partition, const Config& config);

/// SLB and mask registers of a processor before the guest's first event.
ThreadState initial_state(const CapturedVcpu& vcpu, const Config& config);

/// The number of SLB entries in which `slb` differs from the recorded end: V everywhere, the other
/// fields of valid entries only (facts B7).
unsigned slb_differences(const CapturedVcpu& vcpu, const Slb& slb);

}  // namespace htabsim
