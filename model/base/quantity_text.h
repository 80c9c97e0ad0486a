// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace htabsim {

/// What a number says, which decides what suffixes it may have.
enum class NumberOf : std::uint8_t {
  sizes,         ///< bytes, entries: K, M, G, T are 2^10 to 2^40, with or without B or iB
  counts,        ///< accesses, cycles: K, M, G, T are 10^3 to 10^12; Ki, Mi, Gi, Ti 2^10 to 2^40
  picoseconds,   ///< as counts, or a time: ps, ns, us, ms, s
  microseconds,  ///< the same
  bytes_per_second,  ///< as counts, or a rate: GB/s, GiB/s, Gbit/s and so on
};

/// `text` as a whole number: digits, with separators of thousands or a point, and a suffix. Nothing
/// if it is none, as "1.5" and "250ns" in microseconds, or beyond 64 bits.
std::optional<std::uint64_t> quantity(std::string_view text, NumberOf of);

}  // namespace htabsim
