// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace htabsim {

/// The size of a captured guest.
struct GuestSize {
  unsigned hpt_order = 0;       ///< log2 of the bytes of its hashed page table
  std::uint64_t ram_bytes = 0;  ///< its memory, from guest real address 0 on
};

/// Reads it from a *.passes.json, which must have both. Throws InputError.
GuestSize read_guest_size(const std::filesystem::path& path);

}  // namespace htabsim
