// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <type_traits>
#include <vector>

#include <boost/serialization/access.hpp>
#include <boost/serialization/binary_object.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

namespace htabsim {

/// An array of up to 2^64 value-initialised elements. Only chunks that were written take memory, so
/// a 2^46-byte table of a small guest costs what its entries cost.
///
/// A copy is of the elements. Assigning an array with the same chunks written allocates nothing.
template <class T>
class SparseArray {
 public:
  SparseArray() = default;
  /// Indexes lie below `elements`: a small array has a small chunk.
  explicit SparseArray(std::uint64_t elements) : chunk_elements_(std::min(elements, kChunk)) {}
  SparseArray(const SparseArray& other) { *this = other; }
  SparseArray(SparseArray&&) = default;
  SparseArray& operator=(const SparseArray& other);
  SparseArray& operator=(SparseArray&&) = default;
  ~SparseArray() = default;

  /// The element, or a value-initialised one if its chunk was never written.
  [[nodiscard]] const T& read(std::uint64_t index) const {
    const T* chunk = find(index / kChunk);
    return chunk ? chunk[index % kChunk] : kEmpty;
  }

  /// The first of `count` elements that lie beside each other; `first` is a multiple of `count`.
  template <std::size_t count>
  [[nodiscard]] const T* read_run(std::uint64_t first) const {
    static_assert(kChunk % count == 0);
    static const std::array<T, count> kEmptyRun{};
    const T* chunk = find(first / kChunk);
    return chunk ? chunk + (first % kChunk) : kEmptyRun.data();
  }

  T& write(std::uint64_t index) {
    const std::uint64_t number = index / kChunk;
    if (T* chunk = find(number)) return chunk[index % kChunk];
    numbers_.insert(number);
    auto& slot = chunks_[number];
    slot = std::make_unique<T[]>(chunk_elements_);
    last_number_ = number;
    last_ = slot.get();
    return slot[index % kChunk];
  }

  /// The first element from `index` on that is in a chunk that was written. Nothing if there is
  /// none. What it passes over takes no time.
  [[nodiscard]] std::optional<std::uint64_t> next_written(std::uint64_t index) const {
    const std::uint64_t number = index / kChunk;
    if (find(number) && index % kChunk < chunk_elements_) return index;
    const auto next = numbers_.upper_bound(number);
    if (next == numbers_.end()) return std::nullopt;
    return *next * kChunk;
  }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned version);

  static constexpr std::uint64_t kChunk = 256;
  static constexpr std::uint64_t kNoChunk = ~std::uint64_t{0};
  static inline const T kEmpty{};

  T* find(std::uint64_t number) const {
    if (number == last_number_) return last_;
    const auto it = chunks_.find(number);
    if (it == chunks_.end()) return nullptr;
    last_number_ = number;
    last_ = it->second.get();
    return last_;
  }

  std::uint64_t chunk_elements_ = kChunk;
  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<T[]>> chunks_;
  std::set<std::uint64_t> numbers_;  // of the chunks, in order
  mutable std::uint64_t last_number_ = kNoChunk;
  mutable T* last_ = nullptr;
};

template <class T>
SparseArray<T>& SparseArray<T>::operator=(const SparseArray& other) {
  if (this == &other) return *this;
  const bool same_chunks = chunk_elements_ == other.chunk_elements_ && numbers_ == other.numbers_;
  if (!same_chunks || numbers_.empty()) {
    chunk_elements_ = other.chunk_elements_;
    numbers_ = other.numbers_;
    chunks_.clear();
    for (const std::uint64_t number : numbers_) {
      chunks_[number] = std::make_unique<T[]>(chunk_elements_);
    }
    last_number_ = kNoChunk;
  }
  for (const std::uint64_t number : numbers_) {
    std::copy_n(other.find(number), chunk_elements_, find(number));
  }
  return *this;
}

template <class T>
template <class Archive>
void SparseArray<T>::serialize(Archive& archive, unsigned /*version*/) {
  static_assert(std::has_unique_object_representations_v<T>);
  std::vector<std::uint64_t> numbers(numbers_.begin(), numbers_.end());
  archive& numbers;
  if constexpr (Archive::is_loading::value) {
    chunks_.clear();
    numbers_.clear();
    last_number_ = kNoChunk;
    for (const std::uint64_t number : numbers) write(number * kChunk);
  }
  for (const std::uint64_t number : numbers) {
    archive& boost::serialization::make_binary_object(find(number), chunk_elements_ * sizeof(T));
  }
}

}  // namespace htabsim
