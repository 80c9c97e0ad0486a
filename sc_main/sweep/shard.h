// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace htabsim {

/// Each N-th of some things, from the K-th on.
class Shard {
 public:
  /// "K/N", K from 1 to N; empty: all. UsageError if it is anything else.
  static Shard parse(const std::string& text);

  /// The numbers, from 0, of those of `count` things that are of the shard.
  [[nodiscard]] std::vector<std::size_t> of(std::size_t count) const;

 private:
  Shard(std::size_t first, std::size_t step) : first_(first), step_(step) {}

  std::size_t first_;
  std::size_t step_;
};

}  // namespace htabsim
