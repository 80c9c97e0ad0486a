// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/serialization/access.hpp>

namespace htabsim {

/// Which of a fixed number of ways was used least recently. A use is one store; the order is made
/// when it is asked for.
class LruOrder {
 public:
  explicit LruOrder(std::size_t ways);

  void use(std::size_t way) { last_use_[way] = ++uses_; }
  /// Of ways never used, any one.
  std::size_t oldest();

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& last_use_& heap_& uses_;
  }

  /// As of when a way was last looked at here, which may be before its last use.
  struct Known {
    std::uint64_t use = 0;
    std::uint32_t way = 0;

    template <class Archive>
    void serialize(Archive& archive, unsigned /*version*/) {
      archive& use& way;
    }
  };

  void sink_top();

  std::vector<std::uint64_t> last_use_;
  std::vector<Known> heap_;  // the oldest known use on top
  std::uint64_t uses_ = 0;
};

}  // namespace htabsim
