// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace htabsim {

/// The registers of a captured guest that translation depends on.
struct GuestRegisters {
  std::uint64_t msr = 0;
  std::uint64_t lpcr = 0;
  std::uint64_t pvr = 0;
  std::uint64_t amr = 0;
  std::uint64_t iamr = 0;
  std::uint64_t sdr1 = 0;  ///< 0: the hypervisor owns the table

  friend bool operator==(const GuestRegisters&, const GuestRegisters&) = default;
};

/// Before the first recorded event and after the last one.
struct GuestRegisterFile {
  GuestRegisters start;
  GuestRegisters end;
};

/// Reads regs.txt: a line `start` and a line `end`, each with every register as NAME=HEX. Throws
/// InputError.
GuestRegisterFile read_guest_registers(const std::filesystem::path& path);

}  // namespace htabsim
