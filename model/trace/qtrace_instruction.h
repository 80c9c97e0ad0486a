// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What a qtrace says of an address's translation: each part but as far as it is there.
struct QtraceTranslation {
  std::optional<Vsid> vsid;
  std::optional<GuestReal> real;           ///< of the address itself, not of its page
  std::optional<std::uint8_t> page_shift;  ///< log2 of the page's bytes

  friend bool operator==(const QtraceTranslation&, const QtraceTranslation&) = default;
};

/// One executed instruction of a qtrace, of one record or, if it is prefixed, of two.
struct QtraceInstruction {
  static constexpr std::uint16_t kWordBytes = 4;

  std::uint32_t word = 0;               ///< the suffix, if there is a prefix
  std::optional<std::uint32_t> prefix;  ///< of a prefixed instruction (ISA 3.1)
  std::optional<Ea> ea;                 ///< nothing as long as no record has said where it begins
  QtraceTranslation fetch;
  std::optional<Ea> data_ea;
  QtraceTranslation data;
  std::optional<std::uint8_t> node;
  std::optional<std::uint8_t> processor;
  std::uint64_t record = 0;  ///< the first one's number among the instruction records, from 1

  friend bool operator==(const QtraceInstruction&, const QtraceInstruction&) = default;
};

}  // namespace htabsim
