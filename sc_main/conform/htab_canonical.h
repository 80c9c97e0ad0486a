// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace htabsim {

/// Streams with big-endian headers, as `.htab` scripts have them.

/// The groups one by one. What is left at the end without a whole header, or without the whole
/// body that its header announces, is the last of them.
std::vector<std::span<std::byte>> split_groups(std::span<std::byte> stream);

/// The same stream with bit 0x40 of every V cleared: what `sha256m` is over.
std::vector<std::byte> without_lock_bits(std::vector<std::byte> stream);

std::string to_hex(std::span<const std::byte> bytes);

}  // namespace htabsim
