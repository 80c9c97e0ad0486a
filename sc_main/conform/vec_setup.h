// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/mmu/real_mode.h"
#include "htabsim/model/papr/storage_interrupt.h"
#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// The table that a file's configuration asks for.
HptGeometry vec_geometry(const VecConfig& config);

/// The memory of every file, host addresses equal to the guest's. It is 16 GB on one host page, so
/// that a page of 16 GB at 0 fits: KVM wants the whole of a page in a memory slot, QEMU only its
/// start.
Partition vec_partition();

/// LPCR and, on ISA 3.0, the partition table entry: under a hypervisor VPM1 as KVM sets it, which
/// the guest does not see; without one all zero.
PartitionRegisters vec_registers(const VecConfig& config);

/// A storage interrupt of the hypervisor's vectors where there is no hypervisor: software takes it.
StorageOutcome take_native(const StorageInterrupt& interrupt);

}  // namespace htabsim
