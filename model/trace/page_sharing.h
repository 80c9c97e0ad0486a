// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace htabsim {

/// A thread or a processor.
struct Sharer {
  std::uint64_t number = 0;  ///< the trace's
  std::uint64_t accesses = 0;

  friend bool operator==(const Sharer&, const Sharer&) = default;
};

/// Counts the accesses of each thread (or processor), and the pages that more than one touches.
class PageSharing {
 public:
  /// The pages touched from here on are another access's, of this thread.
  void begin_access(std::uint64_t sharer) {
    if (sharers_.empty() || sharers_[current_].number != sharer) change_to(sharer);
    ++sharers_[current_].accesses;
  }
  /// By number: a small one, as there is an array by it.
  void touch(std::uint32_t page) {
    if (page >= owners_.size()) owners_.resize(page + std::size_t{1}, kNobody);
    std::uint32_t& owner = owners_[page];
    if (owner == current_ || owner == kSeveral) return;
    shared_pages_ += owner != kNobody;
    owner = owner == kNobody ? current_ : kSeveral;
  }

  /// The busiest first, of those equally busy the one with the lowest number.
  [[nodiscard]] std::vector<Sharer> sharers() const;
  [[nodiscard]] std::uint64_t shared_pages() const { return shared_pages_; }

 private:
  static constexpr std::uint32_t kNobody = 0xffff'ffff;
  static constexpr std::uint32_t kSeveral = 0xffff'fffe;

  void change_to(std::uint64_t sharer);

  std::vector<Sharer> sharers_;  // in the order in which they come
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> positions_;  // there, by number
  std::uint32_t current_ = 0;
  std::vector<std::uint32_t> owners_;  // by page: the position of the only one that touches it
  std::uint64_t shared_pages_ = 0;
};

}  // namespace htabsim
