// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_functional_machine.h"

#include "htabsim/model/papr/host_page.h"
#include "sc_main/conform/htab_setup.h"

namespace htabsim {

HtabFunctionalMachine::HtabFunctionalMachine(HptGeometry geometry, HeaderOrder order,
                                             HtabWriteParsing parsing)
    : header_order_(order),
      image_(geometry),
      partition_(htab_partition()),
      port_(image_),
      files_(partition_, {.header_order = order, .write_parsing = parsing}) {}

HtabMachineFactory HtabFunctionalMachine::factory(HtabWriteParsing parsing, HpteFormat format,
                                                  HeaderOrder order) {
  return [=](unsigned table_order) {
    return std::make_shared<HtabFunctionalMachine>(HptGeometry(table_order, format), order,
                                                   parsing);
  };
}

HcallResult HtabFunctionalMachine::hcall(const HcallFrame& frame) {
  return execute_hcall(port_, partition_, frame);
}

void HtabFunctionalMachine::touch(HpteIndex index, std::uint64_t rc) {
  touch_entry(port_, index, rc);
}

void HtabFunctionalMachine::unmap(HpteIndex index) { withdraw_host_page(port_, partition_, index); }

void HtabFunctionalMachine::set_change_flag(HpteIndex index, ChangeFlag flag) {
  write_change_flag(port_, index, flag);
}

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
