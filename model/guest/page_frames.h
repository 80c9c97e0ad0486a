// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {

/// The free pages of a range of guest memory. The page that was given back last is taken first;
/// pages never used follow in rising order.
class PageFrames {
 public:
  /// `memory` begins and ends at a page.
  PageFrames(const GuestMemoryRange& memory, PageSize size)
      : next_(memory.base), end_(memory.base + memory.bytes), size_(size) {}

  /// Takes a free page; nothing if all are in use.
  std::optional<GuestReal> take();
  void give_back(GuestReal frame) { returned_.push_back(frame); }

 private:
  GuestReal next_;
  GuestReal end_;
  PageSize size_;
  std::vector<GuestReal> returned_;
};

}  // namespace htabsim
