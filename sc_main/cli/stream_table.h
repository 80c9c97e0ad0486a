// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_reader.h"

namespace htabsim {

/// What a stream is divided by: its sections where they are known, or else the passes that show.
enum class StreamUnit : std::uint8_t { kPass, kSection };

/// What one pass, or section, did to the table.
struct AppliedPass {
  std::uint64_t offset = 0;  ///< of its first byte
  std::uint64_t groups = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;
  std::uint64_t valid_after = 0;  ///< valid entries of the table behind it
};

/// A stream that was applied.
struct AppliedStream {
  /// As many are told apart; the groups of further ones are counted with the last.
  static constexpr std::size_t kPassesKept = 1000;

  StreamUnit unit = StreamUnit::kPass;
  std::vector<AppliedPass> passes;
};

/// A table that streams are applied to, each on top of the ones before.
class StreamTable {
 public:
  explicit StreamTable(HptGeometry geometry) : image_(geometry) {}

  /// Throws InputError; part of the stream may have been applied then.
  AppliedStream apply(HtabStreamReader& reader);

  [[nodiscard]] HptImage& image() { return image_; }
  [[nodiscard]] const HptImage& image() const { return image_; }

 private:
  HptImage image_;
  std::uint64_t valid_ = 0;
};

}  // namespace htabsim
