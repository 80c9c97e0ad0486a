// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "htabsim/model/htab/stream_sections.h"

namespace htabsim {

/// What is known of a stream beside its own bytes, as far as it is known.
struct StreamDescription {
  std::optional<unsigned> hpt_order = {};       ///< log2 of the table's bytes
  std::optional<std::uint64_t> ram_bytes = {};  ///< the guest's memory, from guest real 0 on
  std::optional<StreamSections> sections = {};
};

/// Reads a *.passes.json. Of a section only its end is needed. Throws InputError if the file is not
/// one, says nothing of these, or if a section does not begin where the section before ends.
StreamDescription read_stream_description(const std::filesystem::path& file);

/// As a *.passes.json has it.
std::string format_stream_description(const StreamDescription& description);

/// The *.passes.json beside a stream, if there is one: NAME.passes.json for NAME.stream,
/// NAME.stream.zst and the like.
std::optional<std::filesystem::path> description_beside(const std::filesystem::path& stream);

}  // namespace htabsim
