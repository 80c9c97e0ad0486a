// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/stream_input.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/htab/stream_header_order.h"
#include "htabsim/model/htab/stream_summary.h"
#include "htabsim/model/qemu/migration_file.h"

namespace htabsim {

namespace {

[[noreturn]] void fail(const std::string& file, const std::string& text) {
  throw InputError(file, InputError::kNoLine, text);
}

bool fits_a_stream(std::string_view bytes) {
  const StreamExtent extent = bytes.size() < HtabStreamReader::kLookAheadBytes
                                  ? StreamExtent::kWhole
                                  : StreamExtent::kBeginning;
  return std::ranges::any_of(std::array{HeaderOrder::kBig, HeaderOrder::kLittle},
                             [&](HeaderOrder order) {
                               const auto raw = std::as_bytes(std::span(bytes));
                               return !fit_header_order(raw, extent, order, {}).contradicted;
                             });
}

bool holds_htab_sections(InputFile& file, UntoldFile untold) {
  if (begins_as_htab_sections(file.peek(kHtabSectionsStart))) return true;
  return untold == UntoldFile::kMaybeSections &&
         !fits_a_stream(file.peek(HtabStreamReader::kLookAheadBytes));
}

/// What a *.passes.json says of a stream, if there is one.
StreamDescription description_of(const std::filesystem::path& file, const StreamOptions& options) {
  if (options.passes && options.files.size() != 1) {
    throw UsageError(
        fmt::format("--passes is for one stream, but {} are given", options.files.size()));
  }
  if (options.passes) return read_stream_description(*options.passes);
  if (options.beside == DescriptionBeside::kIgnored) return {};
  const auto beside = description_beside(file);
  return beside ? read_stream_description(*beside) : StreamDescription();
}

StreamInput make_input(InputFile file, StreamDescription description, const StreamOptions& options,
                       std::optional<HeaderOrder> header_order) {
  if (options.htab_shift) description.hpt_order = options.htab_shift;
  std::optional<HptGeometry> geometry;
  if (description.hpt_order) geometry.emplace(*description.hpt_order);
  return {
      HtabStreamReader(std::move(file), geometry, header_order, std::move(description.sections)),
      description.ram_bytes};
}

/// QEMU's files say themselves what these options are about.
void refuse_what_files_of_qemus_say(const std::filesystem::path& path,
                                    const StreamOptions& options) {
  if (options.passes) {
    throw UsageError(
        fmt::format("--passes is for a stream, but {} is a file of QEMU's, which "
                    "tells its sections itself",
                    path.string()));
  }
  if (options.header_order == HeaderOrder::kLittle) {
    throw UsageError(
        fmt::format("--little-endian is for a stream, but {} is a file of QEMU's, "
                    "whose headers are big-endian (R63)",
                    path.string()));
  }
}

StreamInput qemu_input(const std::filesystem::path& path, QemuHtab htab,
                       std::optional<std::uint64_t> ram_bytes, const StreamOptions& options) {
  return make_input(InputFile(path, std::move(htab.stream)),
                    {htab.hpt_order, ram_bytes, StreamSections{path, std::move(htab.sections)}},
                    options, HeaderOrder::kBig);
}

unsigned smallest_order(const StreamInput& stream, const StreamOptions& options) {
  const std::filesystem::path file = stream.reader.file_name();
  if (std::filesystem::exists(file) && !std::filesystem::is_regular_file(file)) {
    fail(file.string(), "can be read only once: --htab-shift must say how large the table is");
  }
  StreamInput again = open_stream(file, options);
  return summarise_stream(again.reader).min_order;
}

}  // namespace

StreamInput open_stream(const std::filesystem::path& path, const StreamOptions& options) {
  InputFile file(path);
  const bool migration_file = begins_as_migration_file(file.peek(kMigrationFileStart));
  if (migration_file || holds_htab_sections(file, options.untold)) {
    refuse_what_files_of_qemus_say(path, options);
  }
  if (migration_file) {
    MigrationFile migration = read_migration_file(std::move(file));
    return qemu_input(path, std::move(migration.htab), migration.ram_bytes(), options);
  }
  if (holds_htab_sections(file, options.untold)) {
    return qemu_input(path, read_htab_sections(std::move(file)), {}, options);
  }
  return make_input(std::move(file), description_of(path, options), options, options.header_order);
}

HptGeometry table_geometry(const std::vector<StreamInput>& streams, const StreamOptions& options) {
  const HtabStreamReader* known = nullptr;
  for (const auto& [reader, ram_bytes] : streams) {
    if (!reader.geometry()) continue;
    if (known != nullptr && known->geometry()->order() != reader.geometry()->order()) {
      fail(reader.file_name(),
           fmt::format("is of a table of 2^{} bytes, but {} of one of 2^{}",
                       reader.geometry()->order(), known->file_name(), known->geometry()->order()));
    }
    known = &reader;
  }
  unsigned order = known != nullptr ? known->geometry()->order() : HptGeometry::kMinOrder;
  if (known == nullptr) {
    for (const StreamInput& stream : streams) {
      order = std::max(order, smallest_order(stream, options));
    }
  }
  return streamed_geometry(streams.front().reader.file_name(), order);
}

HptGeometry streamed_geometry(const std::string& file, unsigned order, HpteFormat format) {
  if (order > kMaxStreamOrder) {
    fail(file,
         fmt::format("a stream's indexes do not reach all of a table of 2^{} bytes: 2^{} at most",
                     order, kMaxStreamOrder));
  }
  return HptGeometry(order, format);
}

}  // namespace htabsim
