// SPDX-License-Identifier: Apache-2.0
#include "sc_main/commands/stream_info.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "model/htab/stream_reader.h"
#include "model/htab/stream_summary.h"
#include "sc_main/commands/option_binding.h"
#include "sc_main/text_table.h"

namespace htabsim {

namespace {

std::string framing_text(const std::string& file, const HtabStreamSummary& summary,
                         std::optional<unsigned> htab_shift) {
  const HptGeometry table(htab_shift.value_or(summary.min_order));
  const std::uint64_t first_valid = summary.passes.empty() ? 0 : summary.passes.front().valid;
  std::string text = fmt::format("{}\n\n", file);
  const auto line = [&](std::string_view what, const std::string& value) {
    text += fmt::format("{:<22}{}\n", what, value);
  };
  line("header byte order", std::string(name(summary.header_order)));
  line("length (bytes)", grouped(summary.bytes));
  line("groups", grouped(summary.groups));
  line("passes", grouped(summary.passes.size()));
  line("valid entries sent", grouped(summary.valid));
  line("invalid entries sent", grouped(summary.invalid));
  line(htab_shift ? "table" : "smallest table",
       fmt::format("2^{} bytes, {} entries", table.order(), grouped(table.hptes())));
  line("its fill in pass 1", percentage(first_valid, table.hptes()));
  return text;
}

std::string passes_text(const HtabStreamSummary& summary) {
  TextTable table({{"pass", Align::right},
                   {"offset (bytes)", Align::right},
                   {"length (bytes)", Align::right},
                   {"groups", Align::right},
                   {"valid", Align::right},
                   {"invalid", Align::right}});
  std::uint64_t number = 0;
  for (const HtabPassSummary& pass : summary.passes) {
    table.add_row({grouped(++number), grouped(pass.offset), grouped(pass.bytes),
                   grouped(pass.groups), grouped(pass.valid), grouped(pass.invalid)});
  }
  return table.text();
}

std::string page_size_text(const HptePageSize& size) {
  const std::string_view actual = name(size.actual);
  return size.base == size.actual ? fmt::format("{} page", actual)
                                  : fmt::format("{} page in a {} segment", actual, name(size.base));
}

std::string entries_text(const HtabStreamSummary& summary) {
  TextTable table({{"valid entries"}, {"count", Align::right}, {"share", Align::right}});
  const auto row = [&](const std::string& what, std::uint64_t count) {
    table.add_row({what, grouped(count), percentage(count, summary.valid)});
  };
  const auto row_if_any = [&](const std::string& what, std::uint64_t count) {
    if (count != 0) row(what, count);
  };
  for (const PageSizeCount& size : summary.page_sizes) row(page_size_text(size.size), size.entries);
  row_if_any("page size unknown to KVM", summary.unknown_page_size);
  row("256 MB segment", summary.segments_256m);
  row("1 TB segment", summary.segments_1t);
  row_if_any("segment size reserved", summary.segments_reserved);
  row("bolted", summary.bolted);
  row("secondary PTEG", summary.secondary);
  row("referenced", summary.referenced);
  row("changed", summary.changed);
  row_if_any("V bit clear", summary.not_valid);
  return table.text();
}

std::optional<HptGeometry> geometry(std::optional<unsigned> htab_shift) {
  return htab_shift ? std::optional(HptGeometry(*htab_shift)) : std::nullopt;
}

}  // namespace

ExitCode run_stream_info(const StreamInfoOptions& options, std::FILE* out) {
  const char* separator = "";
  for (const std::filesystem::path& file : options.files) {
    HtabStreamReader reader(InputFile(file), geometry(options.htab_shift), options.header_order);
    const HtabStreamSummary summary = summarise_stream(reader);
    fmt::print(out, "{}{}\n{}\n{}", separator,
               framing_text(file.string(), summary, options.htab_shift), passes_text(summary),
               entries_text(summary));
    separator = "\n";
  }
  return ExitCode::kSuccess;
}

void add_stream_info_command(CLI::App& stream, Command& chosen) {
  const auto options = std::make_shared<StreamInfoOptions>();
  CLI::App& info = *stream.add_subcommand("info", "framing, passes, fill and kinds of entries");
  info.add_option("FILE", options->files, "HTAB streams, plain or compressed")->required();
  info.add_option("--htab-shift", options->htab_shift, "log2 of the table's bytes")
      ->check(CLI::Range(HptGeometry::kMinOrder, HptGeometry::kMaxOrder))
      ->type_name("N");
  CLI::Option* big = info.add_flag_callback(
      "--big-endian", [options] { options->header_order = HeaderOrder::kBig; },
      "headers are big-endian, as QEMU's (default: recognised)");
  info.add_flag_callback(
          "--little-endian", [options] { options->header_order = HeaderOrder::kLittle; },
          "headers are little-endian, as KVM's on a little-endian host")
      ->excludes(big);
  choose_on_parse(info, options, run_stream_info, chosen);
}

}  // namespace htabsim
