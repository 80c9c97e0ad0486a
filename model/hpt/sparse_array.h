// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>

#include <boost/unordered/unordered_flat_map.hpp>

namespace htabsim {

/// An array of up to 2^64 value-initialised elements. Only chunks that were written take memory, so
/// a 2^46-byte table of a small guest costs what its entries cost.
template <class T>
class SparseArray {
 public:
  /// The element, or a value-initialised one if its chunk was never written.
  [[nodiscard]] const T& read(std::uint64_t index) const {
    const Chunk* chunk = find(index / kChunk);
    return chunk ? (*chunk)[index % kChunk] : kEmpty;
  }

  /// The first of `count` elements that lie beside each other; `first` is a multiple of `count`.
  template <std::size_t count>
  [[nodiscard]] const T* read_run(std::uint64_t first) const {
    static_assert(kChunk % count == 0);
    static const std::array<T, count> kEmptyRun{};
    const Chunk* chunk = find(first / kChunk);
    return chunk ? chunk->data() + first % kChunk : kEmptyRun.data();
  }

  T& write(std::uint64_t index) {
    const std::uint64_t number = index / kChunk;
    if (Chunk* chunk = find(number)) return (*chunk)[index % kChunk];
    numbers_.insert(number);
    auto& slot = chunks_[number];
    slot = std::make_unique<Chunk>();
    last_number_ = number;
    last_ = slot.get();
    return (*slot)[index % kChunk];
  }

  /// The first element from `index` on that is in a chunk that was written. Nothing if there is
  /// none. What it passes over takes no time.
  [[nodiscard]] std::optional<std::uint64_t> next_written(std::uint64_t index) const {
    const std::uint64_t number = index / kChunk;
    if (find(number)) return index;
    const auto next = numbers_.upper_bound(number);
    if (next == numbers_.end()) return std::nullopt;
    return *next * kChunk;
  }

 private:
  static constexpr std::size_t kChunk = 256;
  using Chunk = std::array<T, kChunk>;
  static constexpr std::uint64_t kNoChunk = ~std::uint64_t{0};
  static inline const T kEmpty{};

  Chunk* find(std::uint64_t number) const {
    if (number == last_number_) return last_;
    const auto it = chunks_.find(number);
    if (it == chunks_.end()) return nullptr;
    last_number_ = number;
    last_ = it->second.get();
    return last_;
  }

  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Chunk>> chunks_;
  std::set<std::uint64_t> numbers_;  // of the chunks, in order
  mutable std::uint64_t last_number_ = kNoChunk;
  mutable Chunk* last_ = nullptr;
};

}  // namespace htabsim
