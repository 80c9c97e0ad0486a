// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace htabsim {

/// A section of a migration: what the sender sent of the table at one time (R63, R64). The stream
/// does not mark its end. A section may continue the pass of the section before, or be empty.
struct StreamSection {
  std::string name;         ///< PART while the guest runs, END once it has stopped
  std::uint64_t begin = 0;  ///< byte of the uncompressed stream
  std::uint64_t end = 0;
  std::uint64_t groups = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;
};

/// What a *.passes.json says of the stream beside it.
struct StreamSections {
  std::filesystem::path file;
  unsigned hpt_order = 0;  ///< log2 of the table's bytes
  std::vector<StreamSection> sections;
};

/// Reads a *.passes.json. Throws InputError if the file is not one, or if a section does not begin
/// where the section before ends.
StreamSections read_stream_sections(const std::filesystem::path& file);

/// The *.passes.json beside a stream, if there is one: NAME.passes.json for NAME.stream,
/// NAME.stream.zst and the like.
std::optional<std::filesystem::path> sections_beside(const std::filesystem::path& stream);

}  // namespace htabsim
