// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Interrupts that translation raises; the value is the vector (facts A8, B5, B6).
enum class Interrupt : std::uint16_t {
  kMachineCheck = 0x200,
  kDataStorage = 0x300,
  kDataSegment = 0x380,
  kInstructionStorage = 0x400,
  kInstructionSegment = 0x480,
  kSystemCall = 0xc00,
  kHypervisorDataStorage = 0xe00,
  kHypervisorInstructionStorage = 0xe20,
};

std::string_view name(Interrupt interrupt);

constexpr bool is_segment_interrupt(Interrupt interrupt) {
  return interrupt == Interrupt::kDataSegment || interrupt == Interrupt::kInstructionSegment;
}

/// Causes, with the same bit for DSISR, HDSISR and (without the store bit) SRR1, HSRR1 (facts E5).
namespace cause {
inline constexpr std::uint32_t kNoHpte = 0x40000000;
inline constexpr std::uint32_t kNoExecute = 0x10000000;  ///< fetches only: N or G
inline constexpr std::uint32_t kProtection = 0x08000000;
inline constexpr std::uint32_t kStore = 0x02000000;
inline constexpr std::uint32_t kKey = 0x00200000;
inline constexpr std::uint32_t kSlbMultihit = 0x00000080;       ///< machine check, DSISR (B5)
inline constexpr std::uint32_t kSlbMultihitFetch = 0x000c0000;  ///< machine check, SRR1 (B5)
inline constexpr std::uint32_t kTlbMultihit = 0x00000400;       ///< machine check, DSISR (B5)
inline constexpr std::uint32_t kTlbMultihitFetch = 0x00140000;  ///< machine check, SRR1 (B5)
/// The bits of SRR1 that carry causes of an instruction storage interrupt.
inline constexpr std::uint32_t kSrr1Mask = 0x783f0000;
}  // namespace cause

/// An access that may not proceed: the interrupt, the address for (H)DAR or SRR0, and the causes
/// for (H)DSISR or (H)SRR1. Segment interrupts have no causes.
struct Fault {
  Interrupt interrupt = Interrupt::kDataStorage;
  Ea address;
  std::uint32_t causes = 0;

  friend bool operator==(const Fault&, const Fault&) = default;
};

}  // namespace htabsim
