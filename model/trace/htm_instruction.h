// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Where the hardware found a page in memory.
struct HtmRealPage {
  static constexpr unsigned kLeastShift = 12;

  GuestReal address;
  std::uint8_t shift = 0;  ///< 0: not told, and `address` is of 4 KiB that may be part of a page

  /// Of an address in the page.
  [[nodiscard]] constexpr GuestReal real(Ea ea) const {
    const std::uint64_t offset = low_mask(shift == 0 ? kLeastShift : shift);
    return GuestReal((address.value() & ~offset) | (ea.value() & offset));
  }

  friend bool operator==(const HtmRealPage&, const HtmRealPage&) = default;
};

/// One side of an instruction's data: two if it crossed into another page.
struct HtmData {
  std::optional<Ea> ea;
  std::optional<HtmRealPage> page;

  friend bool operator==(const HtmData&, const HtmData&) = default;
};

/// What the core put into its SLB, in the layout of slbmte's RS but for TA.
struct HtmVsid {
  std::uint8_t segment_size = 0;  ///< B as it is there: 0 is 256 MB, 1 is 1 TB
  Vsid vsid;
  bool ks = false;
  bool kp = false;
  bool n = false;
  std::uint8_t l_lp = 0;
  bool c = false;
  bool ta = false;

  friend bool operator==(const HtmVsid&, const HtmVsid&) = default;
};

/// One instruction of a dump of the Core Hardware Trace Macro, and what the core's MMU reloaded for
/// it.
struct HtmInstruction {
  /// With a prefix, the suffix. Branches are as in memory, not as the dump recodes them; one that
  /// is relative, and whose own address is unknown, has no displacement.
  std::uint32_t word = 0;
  std::optional<std::uint32_t> prefix;
  std::optional<Ea> ea;      ///< nothing while the dump has not told
  std::uint64_t record = 0;  ///< which 64-bit word of the file, from 1, it begins with
  bool branch = false;       ///< for the hardware, which has isel and rfid among them
  bool microcode = false;

  std::optional<HtmRealPage> page;  ///< IRA
  std::array<HtmData, 2> data;      ///< DEA and DRA
  std::optional<std::uint64_t> esid;
  std::optional<HtmVsid> vsid;

  friend bool operator==(const HtmInstruction&, const HtmInstruction&) = default;
};

}  // namespace htabsim
