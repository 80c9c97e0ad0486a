// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/hpt/update_code.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// The registers of a processor at `sc 1`.
struct HcallFrame {
  HcallToken token = HcallToken::kRead;  ///< r3; any number, not only the enumerators
  std::uint64_t msr = 0;                 ///< MSR of the caller
  std::array<std::uint64_t, 9> args{};   ///< r4 to r12
};

/// The registers after an hcall.
struct HcallResult {
  HcallStatus status = HcallStatus::kSuccess;  ///< r3
  std::array<std::uint64_t, 8> values{};  ///< r4 to r11; as they were where nothing is returned
  /// The guest takes this instead, with all registers as they were.
  std::optional<Interrupt> interrupt = std::nullopt;

  friend bool operator==(const HcallResult&, const HcallResult&) = default;
};

/// Executes an hcall as KVM HV does for a guest with a hashed page table. kFunction: no such hcall
/// (facts I0). A caller in problem state gets kPrivilege from QEMU and LoPAR; KVM gives it to its
/// own kernel as a system call (sc_1_fast_return, kvmppc_core_queue_syscall).
HcallResult execute_hcall(HptPort& port, Partition& partition, const HcallFrame& frame);

/// The code that the hcall runs; nothing if that updates no entry.
std::optional<UpdateCode> update_code(HcallToken token);

}  // namespace htabsim
