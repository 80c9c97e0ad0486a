// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "htabsim/model/base/file_cursor.h"

namespace htabsim {

/// A part of a guest's memory as QEMU names it.
struct RamBlock {
  std::string name;
  std::uint64_t bytes = 0;

  friend bool operator==(const RamBlock&, const RamBlock&) = default;
};

/// Whether memory that both hosts share is left out (QEMU's capability x-ignore-shared).
enum class SharedMemory : std::uint8_t { kSent, kIgnored };

/// What a migration file says of how its pages are sent.
struct RamFormat {
  unsigned page_shift = 12;  ///< of the pages that are sent, whatever the guest's are
  SharedMemory shared = SharedMemory::kSent;
};

/// Passes over the contents of one section of `ram`, the pages; notes the blocks that it lists.
/// Throws InputError for flags that QEMU's RAM_SAVE_FLAG_ of 2.x to 9.x do not have, or that belong
/// to other ways of sending.
void pass_ram_section(FileCursor& cursor, const RamFormat& format, std::vector<RamBlock>& blocks);

}  // namespace htabsim
