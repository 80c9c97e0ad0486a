// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Into which of a core's buffers a translation is reloaded; an index.
enum class ReloadKind : std::uint8_t { kInstructionErat, kDataErat, kSlb };
inline constexpr std::size_t kReloadKinds = 3;

/// A translation that a core, or the model of one, did not have and put into a buffer.
struct TranslationReload {
  Ea first;                  ///< of the page, or for the SLB of the segment
  std::uint8_t shift = 0;    ///< log2 of its bytes
  std::uint64_t record = 0;  ///< HtmInstruction::record of the instruction that it was for

  friend bool operator==(const TranslationReload&, const TranslationReload&) = default;
};

}  // namespace htabsim
