// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/common_subsequence.h"

#include <algorithm>

namespace htabsim {

namespace {

using Sequence = std::span<const std::uint64_t>;

constexpr std::size_t kBitsOfWord = 64;

/// Where in a sequence each of its elements stands.
class ElementPositions {
 public:
  explicit ElementPositions(Sequence sequence) {
    positions_.reserve(sequence.size());
    for (std::size_t i = 0; i < sequence.size(); ++i) positions_.emplace_back(sequence[i], i);
    std::ranges::sort(positions_);
  }

  template <class Visit>
  void for_each(std::uint64_t element, const Visit& visit) const {
    auto at = std::ranges::lower_bound(positions_, std::pair(element, std::size_t{0}));
    for (; at != positions_.end() && at->first == element; ++at) visit(at->second);
  }

 private:
  std::vector<std::pair<std::uint64_t, std::size_t>> positions_;
};

/// The table of lengths that dynamic programming fills, with a bit for each place (Hyyro, "Bit-
/// parallel LCS-length computation revisited", 2004): after so many elements of b, bit i is 0 where
/// i + 1 elements of a have a longer subsequence in common with them than i have.
class LengthTable {
 public:
  LengthTable(Sequence a, Sequence b)
      : words_((a.size() + kBitsOfWord - 1) / kBitsOfWord), rows_((b.size() + 1) * words_) {
    std::fill_n(rows_.begin(), words_, ~std::uint64_t{0});
    const ElementPositions in_a(a);
    std::vector<std::uint64_t> same(words_);
    for (std::size_t row = 0; row < b.size(); ++row) {
      in_a.for_each(b[row], [&](std::size_t i) { same[i / kBitsOfWord] |= bit(i); });
      add_row(row, same);
      in_a.for_each(b[row], [&](std::size_t i) { same[i / kBitsOfWord] = 0; });
    }
  }

  [[nodiscard]] bool grows(std::size_t row, std::size_t i) const {
    return (rows_[row * words_ + i / kBitsOfWord] & bit(i)) == 0;
  }

 private:
  static std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << i % kBitsOfWord; }

  void add_row(std::size_t row, const std::vector<std::uint64_t>& same) {
    const std::uint64_t* before = &rows_[row * words_];
    std::uint64_t* after = &rows_[(row + 1) * words_];
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < words_; ++i) {
      const std::uint64_t met = before[i] & same[i];
      const std::uint64_t partial = before[i] + met;
      const std::uint64_t sum = partial + carry;
      carry = (partial < met ? 1U : 0U) | (sum < carry ? 1U : 0U);
      after[i] = sum | (before[i] & ~same[i]);
    }
  }

  std::size_t words_;
  std::vector<std::uint64_t> rows_;
};

std::size_t common_start(Sequence a, Sequence b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

std::size_t common_end(Sequence a, Sequence b) {
  std::size_t length = 0;
  while (length < a.size() && length < b.size() &&
         a[a.size() - 1 - length] == b[b.size() - 1 - length]) {
    ++length;
  }
  return length;
}

/// Adds what the two have in common, whose positions count from `first` on.
void add_middle(Sequence a, Sequence b, std::size_t first, CommonPositions& common) {
  if (a.empty() || b.empty()) return;
  const LengthTable lengths(a, b);
  const auto begin = static_cast<std::ptrdiff_t>(common.size());
  std::size_t i = a.size();
  std::size_t row = b.size();
  while (i != 0 && row != 0) {
    if (!lengths.grows(row, i - 1)) {
      --i;
    } else if (lengths.grows(row - 1, i - 1)) {
      --row;
    } else {
      common.emplace_back(first + --i, first + --row);
    }
  }
  std::reverse(common.begin() + begin, common.end());
}

}  // namespace

CommonPositions common_subsequence(Sequence a, Sequence b) {
  CommonPositions common;
  const std::size_t start = common_start(a, b);
  for (std::size_t i = 0; i < start; ++i) common.emplace_back(i, i);
  a = a.subspan(start);
  b = b.subspan(start);
  const std::size_t end = common_end(a, b);
  a = a.first(a.size() - end);
  b = b.first(b.size() - end);
  add_middle(a, b, start, common);
  for (std::size_t i = 0; i < end; ++i) {
    common.emplace_back(start + a.size() + i, start + b.size() + i);
  }
  return common;
}

}  // namespace htabsim
