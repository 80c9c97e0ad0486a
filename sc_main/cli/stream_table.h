// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "htabsim/model/hpt/image.h"
#include "sc_main/cli/stream_options.h"

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

/// The size of the table that streams are about: as given, or as their *.passes.json have it, or
/// else the smallest that has all entries spoken of. Throws InputError, also for streams about
/// tables of different sizes, for a table larger than indexes reach (R10), and for a stream that
/// would have to tell the size by its contents but cannot be read twice, as a pipe.
HptGeometry table_geometry(const std::vector<std::filesystem::path>& files,
                           const StreamOptions& options);

/// A table that streams are applied to, each on top of the ones before.
class StreamTable {
 public:
  explicit StreamTable(HptGeometry geometry) : image_(geometry) {}

  /// Throws InputError; part of the stream may have been applied then.
  AppliedStream apply(const std::filesystem::path& file, StreamOptions options);

  [[nodiscard]] HptImage& image() { return image_; }
  [[nodiscard]] const HptImage& image() const { return image_; }

 private:
  HptImage image_;
  std::uint64_t valid_ = 0;
};

}  // namespace htabsim
