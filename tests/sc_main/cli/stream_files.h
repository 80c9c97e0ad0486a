// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace htabsim {

/// Bytes of a number, the most significant one first.
inline std::string big_endian(std::uint64_t value, unsigned bytes) {
  std::string text;
  for (unsigned shift = 8 * bytes; shift != 0; shift -= 8) {
    text += static_cast<char>(value >> (shift - 8) & 0xff);
  }
  return text;
}

struct TestEntry {
  std::uint64_t v = 0;
  std::uint64_t r = 0;
};

/// A group of an HTAB stream, put together without the model's encoder (R8, R9).
inline std::string big_group(std::uint32_t index, const std::vector<TestEntry>& entries,
                             std::uint16_t n_invalid = 0) {
  std::string bytes =
      big_endian(index, 4) + big_endian(entries.size(), 2) + big_endian(n_invalid, 2);
  for (const TestEntry& entry : entries) {
    bytes += big_endian(entry.v, 8) + big_endian(entry.r, 8);
  }
  return bytes;
}

/// The same with a little-endian header.
inline std::string little_group(std::uint32_t index, const std::vector<TestEntry>& entries,
                                std::uint16_t n_invalid = 0) {
  const std::string big = big_group(index, entries, n_invalid);
  const std::string header = {big[3], big[2], big[1], big[0], big[5], big[4], big[7], big[6]};
  return header + big.substr(8);
}

/// 1 TB segment, AVPN 1, bolted; RPN 1, R, M.
inline constexpr TestEntry kEntryA{0x4000'0000'0000'0091, 0x1110};
/// 256 MB segment, AVPN 2, L, H; PP0, key 0x1f, RPN 0x21 (a 64K page), C, I, N, PP 2.
inline constexpr TestEntry kEntryB{0x0000'0000'0000'0107, 0xb000'0000'0002'1ea6};

}  // namespace htabsim
