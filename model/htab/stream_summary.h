// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "model/htab/stream_reader.h"
#include "model/isa/page_size.h"

namespace htabsim {

/// One pass of a stream over the table.
struct HtabPassSummary {
  std::uint64_t offset = 0;  ///< of its first byte
  std::uint64_t bytes = 0;
  std::uint64_t groups = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;

  friend bool operator==(const HtabPassSummary&, const HtabPassSummary&) = default;
};

/// How many entries there are of one page size.
struct PageSizeCount {
  HptePageSize size;
  std::uint64_t entries = 0;

  friend bool operator==(const PageSizeCount&, const PageSizeCount&) = default;
};

/// What a stream consists of. An entry that was sent again is counted again.
struct HtabStreamSummary {
  HeaderOrder header_order = HeaderOrder::kBig;
  std::uint64_t bytes = 0;
  std::uint64_t groups = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;
  std::vector<HtabPassSummary> passes;

  /// Of the entries in valid runs: by base and then actual page size, without those of none.
  std::vector<PageSizeCount> page_sizes;
  std::uint64_t unknown_page_size = 0;  ///< encodings that the HTAB fd refuses (R44)
  std::uint64_t segments_256m = 0;
  std::uint64_t segments_1t = 0;
  std::uint64_t segments_reserved = 0;  ///< B=1x, which the HTAB fd refuses (R46)
  std::uint64_t bolted = 0;
  std::uint64_t secondary = 0;
  std::uint64_t referenced = 0;
  std::uint64_t changed = 0;
  std::uint64_t not_valid = 0;  ///< V bit clear, which the HTAB fd refuses (R43)

  /// Order of the smallest table that has all the entries spoken of.
  unsigned min_order = HptGeometry::kMinOrder;
};

/// Reads the rest of a stream. Throws InputError.
HtabStreamSummary summarise_stream(HtabStreamReader& reader);

}  // namespace htabsim
