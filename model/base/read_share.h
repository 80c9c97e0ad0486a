// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>

namespace htabsim {

/// How much of a file has been read as it lies on the disk, compressed or not. Any thread may ask.
class ReadShare {
 public:
  /// 0: a file without a length of its own, as a pipe.
  explicit ReadShare(std::uint64_t bytes) : bytes_(bytes) {}

  void add(std::uint64_t bytes) { read_.fetch_add(bytes, std::memory_order_relaxed); }

  /// From 0 to 1; nothing if there is no length.
  [[nodiscard]] std::optional<double> value() const {
    if (bytes_ == 0) return std::nullopt;
    const auto read = static_cast<double>(read_.load(std::memory_order_relaxed));
    return std::min(read / static_cast<double>(bytes_), 1.0);
  }

 private:
  std::uint64_t bytes_;
  std::atomic<std::uint64_t> read_ = 0;
};

}  // namespace htabsim
