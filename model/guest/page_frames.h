// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <iterator>
#include <optional>
#include <vector>

#include <boost/serialization/access.hpp>

#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {

/// The free memory of a range of guest memory, in frames for pages of all sizes. The frame of a
/// size that was given back last is taken first; frames never used follow in rising order. A larger
/// frame that was given back is divided when nothing else is left.
class PageFrames {
 public:
  explicit PageFrames(const GuestMemoryRange& memory) : unused_{memory} {}

  /// Takes a free frame for a page of this size, at a multiple of it; nothing if there is none.
  std::optional<GuestReal> take(PageSize size);
  void give_back(GuestReal frame, PageSize size) { returned(size).push_back(frame); }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& unused_;
    for (std::vector<GuestReal>& frames : returned_) archive& frames;
  }

  std::vector<GuestReal>& returned(PageSize size) {
    return returned_[static_cast<std::size_t>(size)];
  }
  std::optional<GuestReal> carve(PageSize size);
  bool divide_larger_than(PageSize size);

  std::vector<GuestMemoryRange> unused_;
  std::array<std::vector<GuestReal>, std::size(kAllPageSizes)> returned_;
};

}  // namespace htabsim
