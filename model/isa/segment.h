// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe/enum.hpp>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

enum class SegmentSize : std::uint8_t { segment_256m = 0, segment_1t = 1 };
BOOST_DESCRIBE_ENUM(SegmentSize, segment_256m, segment_1t)

/// log2 of the segment's bytes.
constexpr unsigned shift(SegmentSize size) { return size == SegmentSize::segment_256m ? 28 : 40; }

/// What an SLB entry says of a segment: the fields of slbmte's RS (facts B2).
struct Segment {
  Vsid vsid;
  SegmentSize size = SegmentSize::segment_256m;
  PageSize base_page = PageSize::page_4k;
  bool supervisor_key = false;  ///< Ks
  bool problem_key = false;     ///< Kp
  bool no_execute = false;      ///< N
  bool class_one = false;       ///< C

  friend bool operator==(const Segment&, const Segment&) = default;
};

/// Decodes slbmte's RS. Nothing if B or L||LP is a reserved encoding.
std::optional<Segment> decode_segment(std::uint64_t rs);
/// The RS that slbmte takes for a segment.
std::uint64_t encode_segment(const Segment& segment);

/// A virtual address: 78 bits as the VSID and the offset within the segment (facts C1).
struct VirtualAddress {
  SegmentSize size = SegmentSize::segment_256m;
  Vsid vsid;
  std::uint64_t offset = 0;

  /// The address in units of 2^23 bytes: what AVPN holds (facts D3).
  [[nodiscard]] constexpr std::uint64_t abbreviated() const {
    return (vsid.value() << (shift(size) - 23)) | (offset >> 23);
  }

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& size& vsid& offset;
  }
};

constexpr VirtualAddress virtual_address(const Segment& segment, Ea ea) {
  return {segment.size, segment.vsid, ea.value() & ((std::uint64_t{1} << shift(segment.size)) - 1)};
}

/// B and AVPN of dword 0 for the page of size `base` at `va`; AVPN bits below the page are 0 (facts
/// D3).
std::uint64_t avpn_field(const VirtualAddress& va, PageSize base);

}  // namespace htabsim
