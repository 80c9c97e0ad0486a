// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace htabsim {

/// Positions in two sequences that hold the same.
using CommonPositions = std::vector<std::pair<std::size_t, std::size_t>>;

/// A longest common subsequence of both, in order: most of what they have in common without any of
/// it changing places. Between what they begin and end with alike it takes a bit of memory, and a
/// 64th of an operation, for each pair of positions: for thousands of elements, not for millions.
CommonPositions common_subsequence(std::span<const std::uint64_t> a,
                                   std::span<const std::uint64_t> b);

}  // namespace htabsim
