// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_diff.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "sc_main/cli/stream_table.h"
#include "sc_main/cli/stream_text.h"

namespace htabsim {

namespace {

StreamTable table_of(const std::filesystem::path& file, const StreamOptions& options) {
  std::vector<StreamInput> streams;
  streams.push_back(open_stream(file, options));
  StreamTable table(table_geometry(streams, options));
  table.apply(streams.front().reader);
  return table;
}

/// "R 0 | 1, C 0 | 1": the fields in which two valid entries differ, A's value first.
std::string fields_text(const TableDifference& entry) {
  std::string text;
  for (const HpteField& field : kHpteFields) {
    const std::uint64_t a = value_of(field, entry.a);
    const std::uint64_t b = value_of(field, entry.b);
    if (a == b) continue;
    text += fmt::format("{}{} {:x} | {:x}", text.empty() ? "" : ", ", field.name, a, b);
  }
  return text;
}

std::string difference_text(const TableDifference& entry) {
  const auto valid = [](const Hpte& hpte) { return any(hpte.v, hpte_v::kValid); };
  const auto line = [&](char table, const Hpte& hpte) {
    return fmt::format("{} {}", table,
                       valid(hpte) ? entry_line(entry.index, hpte)
                                   : fmt::format("{:>10}  invalid\n", entry.index.value()));
  };
  std::string text = line('A', entry.a) + line('B', entry.b);
  if (valid(entry.a) && valid(entry.b)) text += fmt::format("  differ: {}\n", fields_text(entry));
  return text;
}

std::string differences_text(const TableDiff& diff) {
  std::string text = "  " + entry_heading();
  for (const TableDifference& entry : diff.first) text += difference_text(entry);
  if (diff.different() > diff.first.size()) {
    text += fmt::format("and {} more\n", grouped(diff.different() - diff.first.size()));
  }
  return text;
}

std::string counts_text(const TableDiff& diff) {
  TextTable table({{"entries"}, {"count", Align::kRight}});
  table.add_row({"valid in A", grouped(diff.valid_in_a)});
  table.add_row({"valid in B", grouped(diff.valid_in_b)});
  table.add_row({"valid in A only", grouped(diff.only_in_a)});
  table.add_row({"valid in B only", grouped(diff.only_in_b)});
  table.add_row({"valid in both, different", grouped(diff.changed)});
  for (std::size_t i = 0; i < kHpteFields.size(); ++i) {
    if (diff.by_field[i] == 0) continue;
    table.add_row({fmt::format("  in {}", kHpteFields[i].name), grouped(diff.by_field[i])});
  }
  return table.text();
}

std::string equal_text(const TableDiff& diff, RcBits rc) {
  return fmt::format("The tables are equal{}: {} entries, {} of them valid.\n",
                     rc == RcBits::kIgnored ? " but for R and C" : "", grouped(diff.compared),
                     grouped(diff.valid_in_a));
}

}  // namespace

ExitCode run_stream_diff(const StreamDiffOptions& options, std::FILE* out) {
  const StreamTable a = table_of(options.stream.files.at(0), options.stream);
  const StreamTable b = table_of(options.stream.files.at(1), options.stream);
  const unsigned order_a = a.image().geometry().order();
  const unsigned order_b = b.image().geometry().order();
  if (order_a != order_b) {
    fmt::print(out,
               "The tables differ in size: A has 2^{} bytes, B has 2^{}. With --htab-shift N both "
               "are taken to have 2^N.\n",
               order_a, order_b);
    return ExitCode::kRefuted;
  }
  const TableDiff diff = diff_tables(a.image(), b.image(), options.rc);
  if (diff.different() == 0) {
    fmt::print(out, "{}", equal_text(diff, options.rc));
    return ExitCode::kSuccess;
  }
  fmt::print(out, "{}\n{}\nThe tables differ in {} of {} entries.\n", differences_text(diff),
             counts_text(diff), grouped(diff.different()), grouped(diff.compared));
  return ExitCode::kRefuted;
}

void add_stream_diff_command(CommandSyntax& stream) {
  const auto options = std::make_shared<StreamDiffOptions>();
  CommandSyntax diff = stream.add_command("diff", "in what the tables of two streams differ");
  diff.add_files(
      {.name = "FILE",
       .meaning = "two HTAB streams or QEMU's migration files, A and B, plain or compressed",
       .presence = Presence::kRequired},
      options->stream.files, 2);
  diff.add_flag({"--ignore-rc", "take entries that differ in R and C only for equal"},
                [options] { options->rc = RcBits::kIgnored; });
  add_stream_options(diff, options->stream);
  diff.runs(options, run_stream_diff);
}

}  // namespace htabsim
