// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_options.h"

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {

namespace {

std::optional<StreamSections> sections_of(const std::filesystem::path& file,
                                          const StreamOptions& options) {
  if (options.passes && options.files.size() != 1) {
    throw UsageError(
        fmt::format("--passes is for one stream, but {} are given", options.files.size()));
  }
  if (options.passes) return read_stream_sections(*options.passes);
  if (options.beside == SectionsBeside::kIgnored) return std::nullopt;
  const auto beside = sections_beside(file);
  return beside ? std::optional(read_stream_sections(*beside)) : std::nullopt;
}

std::optional<HptGeometry> geometry_of(const std::optional<StreamSections>& sections,
                                       const StreamOptions& options) {
  if (options.htab_shift) return HptGeometry(*options.htab_shift);
  return sections ? std::optional(HptGeometry(sections->hpt_order)) : std::nullopt;
}

}  // namespace

void add_stream_options(CommandSyntax& command, StreamOptions& options) {
  command.add_range({"--htab-shift", "log2 of the table's bytes", "N"}, options.htab_shift,
                    HptGeometry::kMinOrder, HptGeometry::kMaxOrder);
  command.add_flag({"--big-endian", "headers are big-endian, as QEMU's (default: recognised)"},
                   [&options] { options.header_order = HeaderOrder::kBig; });
  command.add_flag({.name = "--little-endian",
                    .meaning = "headers are little-endian, as KVM's on a little-endian host",
                    .excludes = "--big-endian"},
                   [&options] { options.header_order = HeaderOrder::kLittle; });
  command.add_value({"--passes",
                     "table size and sections of the stream (default: NAME.passes.json beside "
                     "NAME.stream, if there is one)",
                     "FILE"},
                    options.passes);
  command.add_flag({.name = "--no-passes",
                    .meaning = "do not look for a NAME.passes.json",
                    .excludes = "--passes"},
                   [&options] { options.beside = SectionsBeside::kIgnored; });
}

std::optional<HptGeometry> known_geometry(const std::filesystem::path& file,
                                          const StreamOptions& options) {
  return geometry_of(sections_of(file, options), options);
}

HtabStreamReader open_stream(const std::filesystem::path& file, const StreamOptions& options) {
  InputFile input(file);
  std::optional<StreamSections> sections = sections_of(file, options);
  const std::optional<HptGeometry> geometry = geometry_of(sections, options);
  return HtabStreamReader(std::move(input), geometry, options.header_order, std::move(sections));
}

}  // namespace htabsim
