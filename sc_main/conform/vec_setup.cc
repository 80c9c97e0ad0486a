// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_setup.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kGuestMemory = std::uint64_t{1} << shift(PageSize::page_16g);

}  // namespace

HptGeometry vec_geometry(const VecConfig& config) {
  return HptGeometry(config.order, config.native.value_or(HpteFormat::isa207));
}

Partition vec_partition() {
  Partition partition;
  partition.flavour = PaprFlavour::qemu;  // which made the vectors
  partition.slots.add({.base = GuestReal(0),
                       .bytes = kGuestMemory,
                       .host_base = HostReal(0),
                       .host_page_shift = shift(PageSize::page_16g)});
  return partition;
}

PartitionRegisters vec_registers(const VecConfig& config) {
  PartitionRegisters registers;
  if (config.native) {
    registers.rmor = 0;
  } else {
    registers.lpcr = Lpcr(lpcr::kVpm1);
  }
  if (config.native == HpteFormat::isa300) {
    registers.partition_entry =
        decode_partition_table_entry(encode_sdr1({config.origin, config.order}));
  }
  return registers;
}

StorageOutcome take_native(const StorageInterrupt& interrupt) {
  const auto vector = interrupt.access.kind == AccessKind::kFetch
                          ? Interrupt::kHypervisorInstructionStorage
                          : Interrupt::kHypervisorDataStorage;
  return {StorageOutcome::Action::kReflect, {vector, interrupt.access.ea, interrupt.causes}, {}};
}

}  // namespace htabsim
