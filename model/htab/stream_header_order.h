// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

/// Whether the bytes at hand are the whole of a stream or its beginning.
enum class StreamExtent : std::uint8_t { kWhole, kBeginning };

/// How well one byte order of the headers explains the beginning of a stream.
struct HeaderOrderFit {
  /// Bytes explained before the first contradiction: an empty group (R17), one that runs past the
  /// table or past the stream's end, or an entry of it that is not valid (R43).
  std::size_t explained = 0;
  bool contradicted = false;
  /// How often the index falls back, at the beginning of a pass or by mistake.
  std::uint64_t restarts = 0;
};

HeaderOrderFit fit_header_order(std::span<const std::byte> bytes, StreamExtent extent,
                                HeaderOrder order, const std::optional<HptGeometry>& geometry);

/// Tells the byte order of a stream's headers by reading the stream in both. An order that leads to
/// a contradiction is ruled out; of two that do not, the one with fewer restarts is taken; of two
/// that do, the one that gets further, so that the fault is found where it is. Nothing if both fit
/// equally well and mean different things. `bytes` should be more than the 1 MB that one group can
/// have.
std::optional<HeaderOrder> recognise_header_order(std::span<const std::byte> bytes,
                                                  StreamExtent extent,
                                                  const std::optional<HptGeometry>& geometry);

}  // namespace htabsim
