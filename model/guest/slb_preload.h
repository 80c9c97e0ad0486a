// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/circular_buffer.hpp>
#include <boost/serialization/access.hpp>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// The segments to be entered when a thread goes on, as Linux keeps them of each (facts B12).
class SlbPreload {
 public:
  static constexpr std::size_t kMost = 16;  ///< Linux: SLB_PRELOAD_NR
  static constexpr std::uint64_t kTurnsToForget = 256;

  /// A segment by its first address, which was missed. The oldest goes if there is no room.
  void add(Ea segment);
  /// The thread goes on after another program. Each 256th time the oldest segment goes.
  void begin_turn();
  /// The oldest first.
  [[nodiscard]] const boost::circular_buffer<Ea>& segments() const { return segments_; }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    std::vector<Ea> segments(segments_.begin(), segments_.end());
    archive& segments& turns_;
    segments_.assign(kMost, segments.begin(), segments.end());
  }

  boost::circular_buffer<Ea> segments_{kMost};
  std::uint64_t turns_ = 0;
};

}  // namespace htabsim
