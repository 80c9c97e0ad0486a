// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_result_text.h"

#include <fmt/format.h>

namespace htabsim {

namespace {

std::string text(const Fault& fault) {
  const std::uint64_t address = fault.address.value();
  switch (fault.interrupt) {
    case Interrupt::kDataStorage:
      return fmt::format("dsi dar={:x} dsisr={:x}", address, fault.causes);
    case Interrupt::kHypervisorDataStorage:
      return fmt::format("hdsi hdar={:x} hdsisr={:x}", address, fault.causes);
    case Interrupt::kInstructionStorage:
      return fmt::format("isi srr0={:x} srr1={:x}", address, fault.causes);
    case Interrupt::kHypervisorInstructionStorage:
      return fmt::format("hisi hsrr0={:x} hsrr1={:x}", address, fault.causes);
    case Interrupt::kDataSegment:
      return fmt::format("dseg dar={:x}", address);
    case Interrupt::kInstructionSegment:
      return fmt::format("iseg srr0={:x}", address);
    case Interrupt::kMachineCheck:
      return fmt::format("machine check {:x}", fault.causes);
    case Interrupt::kSystemCall:
      return "system call";
  }
  return "unknown interrupt";
}

}  // namespace

std::string text(const VecResult& result) {
  if (result.fault) return text(*result.fault);
  std::string text = result.real ? fmt::format("ok ra={:x}", result.real->value()) : "ok ra=*";
  if (result.value) text += fmt::format(" val={:x}", *result.value);
  return text;
}

std::string text_as_compared(const VecResult& got, const VecResult& expected) {
  if (got.fault) return text(got);
  if (!got.real) return "no address";
  VecResult compared = got;
  if (!expected.fault && !expected.real) compared.real.reset();
  if (!expected.value) compared.value.reset();
  return text(compared);
}

}  // namespace htabsim
