// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/fault.h"

namespace htabsim {

std::string_view name(Interrupt interrupt) {
  switch (interrupt) {
    case Interrupt::kMachineCheck:
      return "machine check";
    case Interrupt::kDataStorage:
      return "DSI";
    case Interrupt::kDataSegment:
      return "data segment";
    case Interrupt::kInstructionStorage:
      return "ISI";
    case Interrupt::kInstructionSegment:
      return "instruction segment";
    case Interrupt::kSystemCall:
      return "system call";
    case Interrupt::kHypervisorDataStorage:
      return "HDSI";
    case Interrupt::kHypervisorInstructionStorage:
      return "HISI";
  }
  return "unknown";
}

}  // namespace htabsim
