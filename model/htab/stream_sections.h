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
  std::string name;         ///< PART while the guest runs, END once it has stopped; empty: not said
  std::uint64_t begin = 0;  ///< byte of the uncompressed stream
  std::uint64_t end = 0;
  // Nothing if not said:
  std::optional<std::uint64_t> groups = {};
  std::optional<std::uint64_t> valid = {};
  std::optional<std::uint64_t> invalid = {};
};

/// The sections of a stream, and the file that says so.
struct StreamSections {
  std::filesystem::path file;
  std::vector<StreamSection> sections;
};

}  // namespace htabsim
