// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// The segments of one address space: a VSID of its own for each, given at its first use.
///
/// As Linux's, VSIDs are a running number that is multiplied to spread neighbours over the table,
/// within the 68-bit virtual addresses that every format of an entry can hold (facts C1, D9). The
/// multiplier is odd, so no two numbers meet; the address spaces take turns with the numbers.
class AddressSpace {
 public:
  /// One of `spaces` address spaces, whose numbers begin at 0.
  AddressSpace(std::uint64_t number, std::uint64_t spaces, SegmentSize size, PageSize base_page)
      : number_(number), spaces_(spaces), size_(size), base_page_(base_page) {}

  /// The segment of user pages that an address lies in.
  Segment segment(Ea ea);

 private:
  std::uint64_t number_;
  std::uint64_t spaces_;
  SegmentSize size_;
  PageSize base_page_;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> ordinals_;  // by ESID
};

}  // namespace htabsim
