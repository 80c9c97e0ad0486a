// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_apply.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/htab/htab_reader.h"
#include "htabsim/model/htab/stream_table_counts.h"
#include "sc_main/cli/stream_table.h"
#include "sc_main/cli/stream_text.h"

namespace htabsim {

namespace {

std::string passes_text(const std::filesystem::path& file, const AppliedStream& applied) {
  TextTable table({{applied.unit == StreamUnit::kPass ? "pass" : "section", Align::kRight},
                   {"offset (bytes)", Align::kRight},
                   {"groups", Align::kRight},
                   {"valid", Align::kRight},
                   {"invalid", Align::kRight},
                   {"then valid in the table", Align::kRight}});
  std::uint64_t number = 0;
  for (const AppliedPass& pass : applied.passes) {
    table.add_row({grouped(++number), grouped(pass.offset), grouped(pass.groups),
                   grouped(pass.valid), grouped(pass.invalid), grouped(pass.valid_after)});
  }
  return fmt::format("{}\n\n{}\n", file.string(), table.text());
}

std::string table_text(const HptGeometry& geometry, const TableCounts& counts) {
  std::string text = fmt::format(
      "table of 2^{} bytes: {} of {} entries valid, {}\n\n{}\n", geometry.order(),
      grouped(counts.valid.entries), grouped(geometry.hptes()),
      percentage(counts.valid.entries, geometry.hptes()), entry_counts_text(counts.valid));
  TextTable fill({{"valid entries in a PTEG", Align::kRight}, {"PTEGs", Align::kRight}});
  for (std::size_t valid = 0; valid < counts.pteg_fill.size(); ++valid) {
    if (counts.pteg_fill[valid] == 0) continue;
    fill.add_row({grouped(valid), grouped(counts.pteg_fill[valid])});
  }
  return text + fill.text();
}

/// The table as a read descriptor gives it in its first pass, in groups as large as they can be.
std::string image_bytes(HptImage& image) {
  constexpr std::size_t kReadBytes = std::size_t{2} << 20;
  FunctionalHptPort port(image);
  HtabReader reader({.header_order = HeaderOrder::kBig, .lock_bit = LockBit::kHidden});
  std::vector<std::byte> buffer(kReadBytes);
  std::string bytes;
  while (reader.pass() == ScanPass::kFirst) {
    const IoResult result = reader.read(port, buffer);
    bytes.append(reinterpret_cast<const char*>(buffer.data()), result.bytes);
  }
  return bytes;
}

}  // namespace

ExitCode run_stream_apply(const StreamApplyOptions& options, std::FILE* out) {
  StreamTable table(table_geometry(options.stream.files, options.stream));
  std::string text;
  for (const std::filesystem::path& file : options.stream.files) {
    text += passes_text(file, table.apply(file, options.stream));
  }
  text += table_text(table.image().geometry(), count_table(table.image()));
  if (options.image) {
    const std::string bytes = image_bytes(table.image());
    write_file(*options.image, bytes);
    text +=
        fmt::format("\nwritten to {}: {} bytes\n", options.image->string(), grouped(bytes.size()));
  }
  fmt::print(out, "{}", text);
  return ExitCode::kSuccess;
}

void add_stream_apply_command(CommandSyntax& stream) {
  const auto options = std::make_shared<StreamApplyOptions>();
  CommandSyntax apply = stream.add_command("apply", "the table that streams make, one on another");
  apply.add_files({.name = "FILE",
                   .meaning = "HTAB streams, plain or compressed",
                   .presence = Presence::kRequired},
                  options->stream.files);
  apply.add_value(
      {"-o,--output",
       "write the table to this file, as a stream of one pass with big-endian headers", "IMAGE"},
      options->image);
  add_stream_options(apply, options->stream);
  apply.runs(options, run_stream_apply);
}

}  // namespace htabsim
