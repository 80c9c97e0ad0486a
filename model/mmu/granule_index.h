// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Finds, among ways that hold granules of a few sizes, the one that covers an address. No two of
/// one size cover the same.
class GranuleIndex {
 public:
  explicit GranuleIndex(std::size_t ways);

  void add(std::size_t way, Ea granule, unsigned shift);
  void remove(std::size_t way);
  /// The lowest of the ways that cover `ea`.
  [[nodiscard]] std::optional<std::size_t> find(Ea ea) const;

 private:
  using Way = std::uint32_t;
  struct Granule {
    std::uint64_t number = 0;
    unsigned shift = 0;
    Way next = 0;  // of its bucket
  };
  /// Of the granules of a size: how many there are.
  struct Size {
    unsigned shift = 0;
    std::size_t granules = 0;
  };

  Way* bucket(std::uint64_t number, unsigned shift);
  [[nodiscard]] std::size_t bucket_number(std::uint64_t number, unsigned shift) const;
  Size& size(unsigned shift);

  std::vector<Granule> granules_;  // by way
  std::vector<Way> buckets_;       // the first way of each
  std::vector<Size> sizes_;
};

}  // namespace htabsim
