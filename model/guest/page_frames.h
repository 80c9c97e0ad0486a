// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

#include <boost/serialization/access.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/serialize.h"
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

  /// One more page has the frame, wherever it comes from.
  void share(GuestReal frame) { ++sharers_.try_emplace(frame.value(), 1).first->second; }
  /// One page less has it; whether none has it any more.
  bool leave(GuestReal frame);
  /// Whether several pages have it.
  [[nodiscard]] bool is_shared(GuestReal frame) const { return sharers_.contains(frame.value()); }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& unused_;
    for (std::vector<GuestReal>& frames : returned_) archive& frames;
    serialize_sorted(archive, sharers_);
  }

  std::vector<GuestReal>& returned(PageSize size) {
    return returned_[static_cast<std::size_t>(size)];
  }
  std::optional<GuestReal> carve(PageSize size);
  bool divide_larger_than(PageSize size);

  std::vector<GuestMemoryRange> unused_;
  std::array<std::vector<GuestReal>, std::size(kAllPageSizes)> returned_;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> sharers_;  // of frames of several pages
};

}  // namespace htabsim
