// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/serialization/access.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/guest/vsid_allocation.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// The segments of one address space. Each gets a VSID of its own at its first use.
///
/// A VSID is made of a running number, as VsidAllocation says, so that no two are equal; the
/// address spaces take turns with the numbers. VSIDs stay within the 68-bit virtual addresses that
/// every entry format can hold (facts C1, D9).
class AddressSpace {
 public:
  /// One of `spaces` address spaces, whose numbers begin at 0.
  AddressSpace(std::uint64_t number, std::uint64_t spaces, SegmentSize size, PageSize base_page,
               VsidAllocation allocation = VsidAllocation::linux, std::uint64_t seed = 1)
      : number_(number),
        spaces_(spaces),
        size_(size),
        base_page_(base_page),
        allocation_(allocation),
        seed_(seed) {}

  /// The segment of user pages that an address lies in.
  Segment segment(Ea ea);

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    serialize_sorted(archive, ordinals_);
  }

  [[nodiscard]] Vsid vsid(std::uint64_t number) const;

  std::uint64_t number_;
  std::uint64_t spaces_;
  SegmentSize size_;
  PageSize base_page_;
  VsidAllocation allocation_;
  std::uint64_t seed_;  // of the guest's, so that its address spaces agree
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> ordinals_;  // by ESID
};

}  // namespace htabsim
