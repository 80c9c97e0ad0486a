// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace htabsim {

/// A record of drmemtrace's: u16 type, u16 size, u64 address, little-endian (T3).
inline std::string drmemtrace_record(std::uint16_t type, std::uint16_t size,
                                     std::uint64_t address) {
  std::string bytes;
  const auto put = [&](std::uint64_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i));
  };
  put(type, 2);
  put(size, 2);
  put(address, 8);
  return bytes;
}

}  // namespace htabsim
