// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace htabsim {

/// SHA-256 of some bytes, in lower-case hex.
std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace htabsim
