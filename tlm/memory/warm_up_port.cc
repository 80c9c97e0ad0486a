// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/warm_up_port.h"

namespace htabsim {

WarmUpPort::WarmUpPort(HptMemory& memory, const GuestTable& table, CoreId core,
                       FunctionalHptPort::TlbieSink sink)
    : HptPort(table.image.geometry()),
      memory_(memory),
      core_(core),
      lpid_(table.lpid),
      port_(table.image, std::move(sink)) {}

void WarmUpPort::access_data(AccessKind kind, HostReal real, std::uint32_t bytes) {
  const bool stores = kind == AccessKind::kStore;
  for_each_line(real, bytes, [&](std::uint64_t address) {
    stores ? write(address, kLineBytes) : read(address, kLineBytes);
  });
}

void WarmUpPort::read(std::uint64_t address, unsigned bytes) {
  memory_.touch(core_, {tlm::TLM_READ_COMMAND, address, bytes, lpid_});
}

void WarmUpPort::write(std::uint64_t address, unsigned bytes) {
  memory_.touch(core_, {tlm::TLM_WRITE_COMMAND, address, bytes, lpid_});
}

Pteg WarmUpPort::fetch_pteg(PtegIndex pteg) {
  read(hpt_address::of_entry(first_slot(pteg)), kLineBytes);
  return port_.fetch_pteg(pteg);
}

std::uint64_t WarmUpPort::load(HpteIndex index, HpteDword which) {
  read(hpt_address::of_dword(index, which), 8);
  return port_.load(index, which);
}

void WarmUpPort::store(HpteIndex index, HpteDword which, std::uint64_t value) {
  write(hpt_address::of_dword(index, which), 8);
  port_.store(index, which, value);
}

bool WarmUpPort::store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) {
  write(hpt_address::of_entry(index), 8);
  return port_.store_conditional(index, expected, desired);
}

void WarmUpPort::store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) {
  write(hpt_address::of_entry(index, static_cast<unsigned>(which)), 1);
  port_.store_rc_byte(index, which, value);
}

std::uint64_t WarmUpPort::load_guest_r(HpteIndex index) {
  read(hpt_address::of_reverse_map(index), 8);
  return port_.load_guest_r(index);
}

void WarmUpPort::store_guest_r(HpteIndex index, std::uint64_t value) {
  write(hpt_address::of_reverse_map(index), 8);
  port_.store_guest_r(index, value);
}

std::uint64_t WarmUpPort::load_page_rc(GuestReal page) {
  read(hpt_address::of_page_record(page), 8);
  return port_.load_page_rc(page);
}

void WarmUpPort::merge_page_rc(GuestReal page, std::uint64_t rc) {
  write(hpt_address::of_page_record(page), 8);
  port_.merge_page_rc(page, rc);
}

void WarmUpPort::clear_page_rc(GuestReal page, std::uint64_t rc) {
  write(hpt_address::of_page_record(page), 8);
  port_.clear_page_rc(page, rc);
}

}  // namespace htabsim
