// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <vector>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {

/// How many entries there are of one page size.
struct PageSizeCount {
  HptePageSize size;
  std::uint64_t entries = 0;

  friend bool operator==(const PageSizeCount&, const PageSizeCount&) = default;
};

/// Counts of entries by kind.
struct EntryCounts {
  std::uint64_t entries = 0;
  std::uint64_t unknown_page_size = 0;  ///< encodings that the HTAB fd refuses (R44)
  std::uint64_t segments_256m = 0;
  std::uint64_t segments_1t = 0;
  std::uint64_t segments_reserved = 0;  ///< B=1x, which the HTAB fd refuses (R46)
  std::uint64_t bolted = 0;
  std::uint64_t secondary = 0;
  std::uint64_t referenced = 0;
  std::uint64_t changed = 0;
  std::uint64_t no_execute = 0;
  std::array<std::uint64_t, 8> protection{};  ///< at PP0 || PP
  std::uint64_t not_valid = 0;                ///< V bit clear, which the HTAB fd refuses (R43)

  void add(const Hpte& entry);
  /// The counts by base and then actual page size; sizes without entries are left out.
  [[nodiscard]] std::vector<PageSizeCount> page_sizes() const;

 private:
  static constexpr std::size_t kSizes = std::size(kAllPageSizes);

  void add_segment(std::uint64_t v);
  void add_page_size(const Hpte& entry);

  std::array<std::array<std::uint64_t, kSizes>, kSizes> sizes_{};  // at base, actual size
};

}  // namespace htabsim
