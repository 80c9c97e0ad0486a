// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace htabsim {

/// How soon pages are used again. The distance of a use is the number of other pages that were used
/// since the page's use before it; the first use of a page has none.
struct ReuseProfile {
  std::uint64_t first_uses = 0;
  std::vector<std::uint64_t> by_distance;  ///< how many uses there are of each

  /// Uses of a page that was among the last `entries` distinct ones: the hits of a buffer of so
  /// many entries that is fully associative and replaces the one used least recently.
  [[nodiscard]] std::uint64_t within(std::uint64_t entries) const;
  [[nodiscard]] std::uint64_t uses() const { return first_uses + within(by_distance.size()); }

  friend bool operator==(const ReuseProfile&, const ReuseProfile&) = default;
};

/// Finds the exact distance of each use of a sequence of pages, which are given by number: small
/// numbers, as there are arrays by them. What it holds grows with the pages, not with their uses.
class ReuseDistance {
 public:
  void use(std::uint32_t page) {
    if (in_front_ != 0 && page == front_[0]) {
      ++nearest_;
    } else {
      use_other(page);
    }
  }

  [[nodiscard]] ReuseProfile profile() const;

 private:
  // The pages used last stand in `front_`, in this order: most uses are found there. All others
  // stand behind them in slots, the older the lower. Of the slots that are taken, a bit each, a
  // Fenwick tree over the words of bits tells how many there are above one. Slots are never taken
  // twice: when there is no more, those that are taken move together.
  static constexpr unsigned kFront = 8;
  static constexpr std::uint32_t kUnused = 0xffff'ffff;  // as a slot: of a page not used before
  static constexpr std::uint32_t kInFront = 0xffff'fffe;
  static constexpr std::uint32_t kBits = 64;

  void use_other(std::uint32_t page);
  void count(std::size_t distance);
  void bring_to_front(std::uint32_t page);
  void put_behind(std::uint32_t page);
  void take_out(std::uint32_t slot);
  [[nodiscard]] std::uint32_t taken_above(std::uint32_t slot) const;
  void move_together();

  std::array<std::uint32_t, kFront> front_{};
  unsigned in_front_ = 0;
  std::vector<std::uint32_t> slots_;  // by page
  std::vector<std::uint32_t> pages_;  // by slot
  std::vector<std::uint64_t> taken_;  // bits, by slot
  std::vector<std::uint32_t> tree_;   // the Fenwick tree, from 1
  std::uint32_t next_slot_ = 0;
  std::uint32_t behind_ = 0;   // slots that are taken
  std::uint64_t nearest_ = 0;  // uses at distance 0
  ReuseProfile profile_;       // but for those
};

}  // namespace htabsim
