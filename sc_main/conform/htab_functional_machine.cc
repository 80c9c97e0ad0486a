// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_functional_machine.h"

#include "model/papr/h_clear_rc.h"
#include "model/papr/h_enter.h"
#include "model/papr/h_protect.h"
#include "model/papr/h_remove.h"
#include "model/papr/host_page.h"

namespace htabsim {

namespace {

/// All of the guest's memory, elsewhere in the host's, so that a host address in the stream shows.
Partition guest_partition() {
  Partition partition;
  partition.slots.add({.base = GuestReal(0),
                       .bytes = std::uint64_t{1} << 44,
                       .host_base = HostReal(std::uint64_t{1} << 46),
                       .host_page_shift = shift(PageSize::k16M)});
  return partition;
}

}  // namespace

HtabFunctionalMachine::HtabFunctionalMachine(HptGeometry geometry, HeaderOrder order,
                                             HtabWriteParsing parsing)
    : header_order_(order),
      image_(geometry),
      partition_(guest_partition()),
      port_(image_),
      files_(partition_, {.header_order = order, .write_parsing = parsing}) {}

HtabMachineFactory HtabFunctionalMachine::factory(HpteFormat format, HeaderOrder order) {
  return [=](unsigned table_order, HtabWriteParsing parsing) {
    return std::make_unique<HtabFunctionalMachine>(HptGeometry(table_order, format), order,
                                                   parsing);
  };
}

HcallStatus HtabFunctionalMachine::set(HpteIndex index, Hpte entry, ChangeFlag flag) {
  const HcallStatus status = update(index, entry);
  const std::uint64_t guest_r = image_.guest_r(index) & ~hpte_r::kModified;
  image_.set_guest_r(index, flag == ChangeFlag::kSet ? guest_r | hpte_r::kModified : guest_r);
  return status;
}

HcallStatus HtabFunctionalMachine::update(HpteIndex index, Hpte entry) {
  h_remove(port_, partition_, 0, index, 0);
  if (!any(entry.v, hpte_v::kValid)) return HcallStatus::kSuccess;
  return h_enter(port_, partition_, hcall_flag::kExact, index, entry).status;
}

void HtabFunctionalMachine::touch(HpteIndex index, std::uint64_t rc) {
  const Hpte memory = image_.read(index);
  if (!any(memory.v, hpte_v::kValid)) return;
  const std::uint64_t r = memory.r | rc;
  if (any(rc, hpte_r::kReferenced)) {
    port_.store_rc_byte(index, RcByte::kReferenced, static_cast<std::uint8_t>(r >> 8));
  }
  if (any(rc, hpte_r::kChanged)) {
    port_.store_rc_byte(index, RcByte::kChanged, static_cast<std::uint8_t>(r));
  }
}

HcallStatus HtabFunctionalMachine::protect(HpteIndex index, std::uint64_t flags) {
  return h_protect(port_, partition_, flags, index, 0);
}

HcallStatus HtabFunctionalMachine::clear_reference(HpteIndex index) {
  return h_clear_ref(port_, partition_, index).status;
}

HcallStatus HtabFunctionalMachine::clear_change(HpteIndex index) {
  return h_clear_mod(port_, partition_, index).status;
}

void HtabFunctionalMachine::unmap(HpteIndex index) { withdraw_host_page(port_, partition_, index); }

OpenResult HtabFunctionalMachine::open(std::uint64_t flags, std::uint64_t start_index) {
  return files_.open(flags, start_index);
}

IoResult HtabFunctionalMachine::read(HtabFd descriptor, std::span<std::byte> buffer) {
  return files_.read(port_, descriptor, buffer);
}

IoResult HtabFunctionalMachine::write(HtabFd descriptor, std::span<const std::byte> bytes) {
  return files_.write(port_, descriptor, bytes);
}

std::optional<HtabErrno> HtabFunctionalMachine::close(HtabFd descriptor) {
  return files_.close(descriptor);
}

}  // namespace htabsim
