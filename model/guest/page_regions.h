// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// A part of a program's addresses, up to its last byte, whose pages are of one size.
struct PageRegion {
  Ea first;
  Ea last;
  PageSize size = PageSize::page_4k;

  friend bool operator==(const PageRegion&, const PageRegion&) = default;
};

/// Regions that no program can have. what() names them and says why.
class PageRegionError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Which page sizes a program has where.
///
/// A segment's base page size is the smallest size in it; pages of other sizes are mixed into it
/// (MPSS), where there is an encoding for them (facts B3, D5).
class PageRegions {
 public:
  /// `elsewhere` is the size outside of all regions. PageRegionError if two regions overlap, one
  /// does not begin and end where pages do, one has kernel addresses, or a segment cannot have all
  /// of its sizes.
  PageRegions(PageSize elsewhere, SegmentSize segments, std::vector<PageRegion> regions);

  /// Of the segment and of the page that an address lies in.
  [[nodiscard]] HptePageSize sizes_at(Ea ea) const {
    return regions_.empty() ? HptePageSize{elsewhere_, elsewhere_} : sizes_in_regions(ea);
  }

 private:
  using Sizes = boost::container::flat_set<PageSize>;

  [[nodiscard]] HptePageSize sizes_in_regions(Ea ea) const;
  [[nodiscard]] const PageRegion* first_ending_from(Ea ea) const;
  [[nodiscard]] Sizes sizes_in(Ea segment) const;
  [[nodiscard]] PageSize base_for(Ea segment) const;
  [[nodiscard]] std::uint64_t segment_of(Ea ea) const;
  void check_place(std::size_t number) const;
  void check_edge(const PageRegion& region, Ea edge, bool at_another) const;

  PageSize elsewhere_;
  SegmentSize segments_;
  std::vector<PageRegion> regions_;  // rising
  // Of the segments in which a region begins or ends.
  boost::container::flat_map<std::uint64_t, PageSize> base_of_;
};

}  // namespace htabsim
