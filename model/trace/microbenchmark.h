// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

#include "htabsim/model/cache/line_cache.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// A loop with a well-known pattern of memory accesses. Each is also a program in examples/host.
enum class MicrobenchmarkKind : std::uint8_t {
  chase,   ///< each load's address comes from the load before: one doubleword of each line
  stream,  ///< STREAM's triad, a[i] = b[i] + s * c[i], of doublewords in order
  gups,    ///< RandomAccess: a doubleword at a random place is read, changed and written
};
BOOST_DESCRIBE_ENUM(MicrobenchmarkKind, chase, stream, gups)

struct Microbenchmark {
  static constexpr std::uint64_t kMinFootprint = std::uint64_t{16} << 10;
  static constexpr std::uint64_t kMaxFootprint = std::uint64_t{64} << 30;
  /// Where the memory of a loop begins. A footprint of any size lies in one segment of 1 TB.
  static constexpr Ea kBase{std::uint64_t{1} << 40};

  MicrobenchmarkKind kind = MicrobenchmarkKind::chase;
  /// Bytes of memory that the loop uses: a multiple of kLineBytes, from kMinFootprint to
  /// kMaxFootprint.
  std::uint64_t footprint = kMinFootprint;
  /// The least number of loads and stores to measure; 1 or more.
  std::uint64_t accesses = 262'144;
  std::uint64_t seed = 1;  ///< of what is random
};

}  // namespace htabsim
