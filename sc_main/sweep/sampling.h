// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// Which of all combinations of values a sweep has: all, or some that are drawn by themselves, or
/// some that cover the space evenly (Sobol's sequence, shifted by the seed).
enum class SampleKind : std::uint8_t { grid, random, sobol };
BOOST_DESCRIBE_ENUM(SampleKind, grid, random, sobol)

struct Sample {
  SampleKind kind = SampleKind::grid;
  std::uint64_t points = 0;  ///< unless it is a grid
  std::uint64_t seed = 1;
};

/// For each axis the number of its value.
using Choice = std::vector<std::size_t>;

/// The choices that `accepts` takes of axes with so many values: of a grid all, the last axis
/// changing fastest; else the points that are asked for in the order in which they are drawn, no
/// two alike. Those are fewer if a long search finds no more.
std::vector<Choice> sampled_choices(const std::vector<std::size_t>& sizes, const Sample& sample,
                                    const std::function<bool(const Choice&)>& accepts);

}  // namespace htabsim
