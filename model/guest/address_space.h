// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>

#include <boost/serialization/access.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/guest/vsid_allocation.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// The segments of a program, or the kernel: of each of its processes its own. Each gets a VSID of
/// its own at its first use.
///
/// A VSID is made of a running number, as VsidAllocation says, so that no two are equal; the
/// programs take turns with the numbers. VSIDs stay within the 68-bit virtual addresses that
/// every entry format can hold (facts C1, D9).
class AddressSpace {
 public:
  /// Of one of `spaces` programs, whose numbers begin at 0.
  AddressSpace(std::uint64_t number, std::uint64_t spaces, SegmentSize size, PageSize base_page,
               VsidAllocation allocation = VsidAllocation::linux, std::uint64_t seed = 1)
      : number_(number),
        spaces_(spaces),
        size_(size),
        base_page_(base_page),
        allocation_(allocation),
        seed_(seed) {}

  /// The segment of user pages that an address of a process lies in.
  Segment segment(Ea ea, std::uint32_t process = 0);

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
  std::uint64_t seed_;  // of the guest's, so that its programs agree
  using ProcessEsid = std::pair<std::uint64_t, std::uint64_t>;  // padding would go into a file
  boost::unordered_flat_map<ProcessEsid, std::uint64_t> ordinals_;
};

}  // namespace htabsim
