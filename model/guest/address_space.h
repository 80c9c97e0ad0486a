// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// The segments of one address space. Each gets a VSID of its own at its first use.
///
/// As in Linux, a VSID is a running number times a constant, which spreads neighbours over the
/// table. VSIDs stay within the 68-bit virtual addresses that every entry format can hold (facts
/// C1, D9). The constant is odd, so no two VSIDs are equal; the address spaces take turns with the
/// numbers.
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
