// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include <boost/serialization/access.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// How much of each range of a program's addresses that could be one page has smaller pages.
class TouchedRanges {
 public:
  /// A page of this size, where there was none.
  void add(Ea ea, PageSize size);
  /// That page is no more.
  void remove(Ea ea, PageSize size);

  /// In pages smaller than `range`, in the range of that size that an address lies in.
  [[nodiscard]] std::uint64_t bytes_in(Ea ea, PageSize range) const;

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    for (BytesByNumber& numbers : bytes_) serialize_sorted(archive, numbers);
  }

  using BytesByNumber = boost::unordered_flat_map<std::uint64_t, std::uint64_t>;

  std::array<BytesByNumber, std::size(kAllPageSizes)> bytes_;  // by the ranges' size
};

}  // namespace htabsim
