// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/byte_rate.h"

#include <algorithm>
#include <limits>

#include <boost/multiprecision/cpp_int.hpp>

namespace htabsim {

namespace {

using boost::multiprecision::uint128_t;

constexpr std::uint64_t kPsPerS = 1'000'000'000'000;

}  // namespace

Cycles ByteRate::cycles_for(std::uint64_t bytes) const {
  const uint128_t scale = uint128_t(bytes_per_s_) * period_ps_;
  const uint128_t cycles = (uint128_t(bytes) * kPsPerS + scale - 1) / scale;
  return Cycles(static_cast<std::uint64_t>(cycles));
}

std::uint64_t ByteRate::bytes_in(Cycles cycles) const {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  const uint128_t bytes = uint128_t(cycles.value()) * period_ps_ * bytes_per_s_ / kPsPerS;
  return static_cast<std::uint64_t>(std::min<uint128_t>(bytes, kMost));
}

}  // namespace htabsim
