// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_apply.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/htab/stream_table_counts.h"
#include "htabsim/model/htab/table_stream.h"
#include "sc_main/cli/stream_table.h"
#include "sc_main/cli/stream_text.h"

namespace htabsim {

namespace {

std::string passes_text(const std::string& file, const AppliedStream& applied) {
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
  return fmt::format("{}\n\n{}\n", file, table.text());
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

}  // namespace

ExitCode run_stream_apply(const StreamApplyOptions& options, std::FILE* out) {
  std::vector<StreamInput> streams;
  for (const std::filesystem::path& file : options.stream.files) {
    streams.push_back(open_stream(file, options.stream));
  }
  StreamTable table(table_geometry(streams, options.stream));
  std::string text;
  for (StreamInput& stream : streams) {
    text += passes_text(stream.reader.file_name(), table.apply(stream.reader));
  }
  text += table_text(table.image().geometry(), count_table(table.image()));
  if (options.image) {
    const std::string bytes = table_stream(table.image(), HeaderOrder::kBig);
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
                   .meaning = "HTAB streams, or QEMU's migration files, plain or compressed",
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
