// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/htab/stream_description.h"
#include "htabsim/model/htab/stream_reader.h"

namespace htabsim {

/// Whether the *.passes.json beside a stream is looked at.
enum class DescriptionBeside : std::uint8_t { kUsed, kIgnored };

/// What a file is that does not tell: a stream, or also contents of QEMU's sections.
enum class UntoldFile : std::uint8_t { kStream, kMaybeSections };

/// The streams a command works on, and what the user knows about them.
struct StreamOptions {
  std::vector<std::filesystem::path> files;
  std::optional<unsigned> htab_shift = {};       ///< log2 of the table's bytes; none: not known
  std::optional<HeaderOrder> header_order = {};  ///< none: to be recognised
  /// The *.passes.json of the one stream.
  std::optional<std::filesystem::path> passes = {};
  DescriptionBeside beside = DescriptionBeside::kUsed;
  UntoldFile untold = UntoldFile::kStream;
};

/// A stream that has been opened: plain, or out of a file of QEMU's.
struct StreamInput {
  HtabStreamReader reader;
  std::optional<std::uint64_t> ram_bytes;  ///< the guest's memory, if that is known
};

/// Opens one of the streams, with the table's size and the stream's sections as far as options, a
/// *.passes.json or QEMU's file tell them. Of QEMU's files all of the table's stream is read at
/// once. Throws InputError, and UsageError if one *.passes.json is given for several streams.
StreamInput open_stream(const std::filesystem::path& file, const StreamOptions& options);

/// The geometry of a table of 2^order bytes that a stream in `file` is about. Throws InputError for
/// a table larger than indexes reach (R10).
HptGeometry streamed_geometry(const std::string& file, unsigned order,
                              HpteFormat format = HpteFormat::isa207);

/// The size of the table that opened streams are about: what one of them tells, or else the
/// smallest that has all entries spoken of, for which the streams are read once more. Throws
/// InputError, also for streams about tables of different sizes, as streamed_geometry() does, and
/// for a stream that would have to tell the size by its contents but cannot be read twice, as a
/// pipe.
HptGeometry table_geometry(const std::vector<StreamInput>& streams, const StreamOptions& options);

}  // namespace htabsim
