// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "htabsim/model/htab/stream_reader.h"
#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// Whether the *.passes.json beside a stream is looked at.
enum class SectionsBeside : std::uint8_t { kUsed, kIgnored };

/// The streams a command works on, and what the user knows about them.
struct StreamOptions {
  std::vector<std::filesystem::path> files;
  std::optional<unsigned> htab_shift;           ///< log2 of the table's bytes; none: not known
  std::optional<HeaderOrder> header_order;      ///< none: to be recognised
  std::optional<std::filesystem::path> passes;  ///< the *.passes.json of the one stream
  SectionsBeside beside = SectionsBeside::kUsed;
};

/// Adds the options, without the files, to a command.
void add_stream_options(CommandSyntax& command, StreamOptions& options);

/// The size of a stream's table as far as options or a *.passes.json tell it. Throws as
/// open_stream() does.
std::optional<HptGeometry> known_geometry(const std::filesystem::path& file,
                                          const StreamOptions& options);

/// A reader for one of the streams, with the table's size and the stream's sections as far as
/// options or a *.passes.json tell them. Throws InputError, and UsageError if one *.passes.json is
/// given for several streams.
HtabStreamReader open_stream(const std::filesystem::path& file, const StreamOptions& options);

}  // namespace htabsim
