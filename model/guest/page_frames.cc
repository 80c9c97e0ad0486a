// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/page_frames.h"

namespace htabsim {

std::optional<GuestReal> PageFrames::take() {
  if (!returned_.empty()) {
    const GuestReal frame = returned_.back();
    returned_.pop_back();
    return frame;
  }
  if (next_ == end_) return std::nullopt;
  const GuestReal frame = next_;
  next_ += std::uint64_t{1} << shift(size_);
  return frame;
}

}  // namespace htabsim
