// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What a captured guest's processor did. The letters are those of the events file. An access
/// is recorded after it succeeded, everything else when it happens.

enum class GuestAccessKind : std::uint8_t {
  kLoad,    ///< L
  kStore,   ///< S
  kAtomic,  ///< U: read, modify and write
  kDcbz,    ///< Z: a store of zeros to one cache block; recorded before it is done
  kFetch,   ///< X: the first instruction fetched from a cache line
};
inline constexpr unsigned kGuestAccessKinds = 5;

/// How the access was made: MSR's PR, and IR or DR.
enum class GuestMode : std::uint8_t {
  kUser,        ///< u: problem state, translated
  kKernel,      ///< k: privileged, translated
  kKernelReal,  ///< r: privileged, not translated
};
inline constexpr unsigned kGuestModes = 3;

struct MemoryAccess {
  GuestAccessKind kind = GuestAccessKind::kLoad;
  GuestMode mode = GuestMode::kUser;
  std::uint32_t size = 1;  ///< bytes; may reach into the next page
  Ea pc;
  Ea ea;
  /// Where the first byte was, if that was recorded.
  std::optional<GuestReal> ra;
};

/// H: `sc 1`, before it is carried out.
struct HcallIssue {
  std::uint64_t opcode = 0;             ///< r3
  std::array<std::uint64_t, 9> args{};  ///< r4 to r12
};

/// h: what the hcall issued last returned.
struct HcallReturn {
  std::uint64_t status = 0;               ///< r3
  std::array<std::uint64_t, 8> values{};  ///< r4 to r11
};

/// M: slbmte.
struct SlbWrite {
  std::uint64_t rs = 0;
  std::uint64_t rb = 0;
};

/// I: slbie.
struct SlbInvalidate {
  std::uint64_t rb = 0;
};

/// A: slbia with its hint, 0 to 7.
struct SlbInvalidateAll {
  unsigned ih = 0;
};

/// P: mtspr to LPCR, AMR, IAMR or UAMOR.
struct SprWrite {
  std::uint32_t spr = 0;
  std::uint64_t value = 0;
};

/// V: an interrupt was taken; recorded at the vector's first instruction.
struct InterruptTaken {
  std::uint32_t vector = 0;
  Ea dar;
  std::uint32_t dsisr = 0;
  Ea srr0;
  std::uint64_t srr1 = 0;
};

using GuestEvent = std::variant<MemoryAccess, HcallIssue, HcallReturn, SlbWrite, SlbInvalidate,
                                SlbInvalidateAll, SprWrite, InterruptTaken>;

}  // namespace htabsim
