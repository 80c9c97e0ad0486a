// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// How large the pages, or the segments, are that addresses lie in, as far as a trace has told.
///
/// A core tells the size of a page when it reloads it, so those that it uses most are told of
/// least. One that is never told of is as most of those that are told of in its 256 MB: the pages
/// of a segment are mostly of one size.
class ToldSizes {
 public:
  /// `otherwise`: log2 of the bytes where nothing has been told.
  explicit ToldSizes(unsigned otherwise) : otherwise_(otherwise) {}

  /// The address lies in one of 2^`shift` bytes, and no longer in one of another size.
  void tell(Ea ea, unsigned shift);
  /// The same if nothing has been told of the address.
  void tell_if_new(Ea ea, unsigned shift) {
    if (!find(ea)) tell(ea, shift);
  }

  [[nodiscard]] unsigned shift(Ea ea) const;

 private:
  static constexpr unsigned kNeighbourhood = 28;

  struct Size {
    unsigned shift;
    boost::unordered_flat_set<std::uint64_t> numbers;  // addresses without the bits within
    boost::unordered_flat_map<std::uint64_t, std::uint64_t> neighbours;  // how many, by 256 MB
  };

  [[nodiscard]] std::optional<unsigned> find(Ea ea) const;

  unsigned otherwise_;
  std::vector<Size> sizes_;  // the smallest first: what is told of less is told more exactly
};

}  // namespace htabsim
