// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace htabsim {

/// How large a captured guest is.
struct GuestSize {
  unsigned hpt_order = 0;       ///< log2 of the bytes of its hashed page table
  std::uint64_t ram_bytes = 0;  ///< its memory, from guest real address 0 on
};

/// Takes htab_shift and the block ppc_spapr.ram of ram_blocks out of a *.passes.json. Throws
/// InputError.
GuestSize read_guest_size(const std::filesystem::path& path);

}  // namespace htabsim
