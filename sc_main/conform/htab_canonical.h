// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

/// Canonical streams are those of `.htab` scripts: with big-endian headers.

/// Between a descriptor's stream and the canonical one, in place: turns each complete header from
/// one byte order into the other, and leaves entries and a trailing fragment alone.
void convert_headers(std::span<std::byte> stream, HeaderOrder from, HeaderOrder to);

/// The groups of a canonical stream one by one. What is left at the end without a whole header, or
/// without the whole body that its header announces, is the last of them.
std::vector<std::span<std::byte>> split_groups(std::span<std::byte> stream);

/// A canonical stream with bit 0x40 of every V cleared: what `sha256m` is over.
std::vector<std::byte> without_lock_bits(std::vector<std::byte> stream);

std::string to_hex(std::span<const std::byte> bytes);

}  // namespace htabsim
