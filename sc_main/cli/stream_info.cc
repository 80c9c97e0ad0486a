// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_info.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/htab/stream_summary.h"
#include "sc_main/cli/stream_text.h"

namespace htabsim {

namespace {

/// Lines of what a stream is as a whole: name and value.
class Facts {
 public:
  void add(std::string_view what, const std::string& value) {
    text_ += fmt::format("{:<22}{}\n", what, value);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// How many passes begin within a section rather than with it.
std::uint64_t restarts_within(const std::vector<SectionSummary>& sections) {
  std::uint64_t restarts = 0;
  for (const SectionSummary& section : sections) {
    restarts += section.last_pass - section.first_pass;
  }
  return restarts;
}

void add_framing(Facts& facts, const HtabStreamSummary& summary, const StreamSections* sections) {
  facts.add("header byte order", std::string(name(summary.header_order)));
  facts.add("length (bytes)", grouped(summary.total.bytes));
  facts.add("groups", grouped(summary.total.groups));
  facts.add("passes", grouped(summary.pass_count));
  if (sections == nullptr) return;
  facts.add("sections",
            fmt::format("{}, as {} has them; passes that begin within one: {}",
                        grouped(sections->sections.size()), sections->file.filename().string(),
                        grouped(restarts_within(summary.sections))));
}

std::string framing_text(const StreamInput& stream, const HtabStreamSummary& summary,
                         const HptGeometry& table) {
  Facts facts;
  add_framing(facts, summary, stream.reader.sections());
  if (stream.ram_bytes) facts.add("guest memory (bytes)", grouped(*stream.ram_bytes));
  facts.add("valid entries sent", grouped(summary.total.valid));
  facts.add("invalid entries sent", grouped(summary.total.invalid));
  facts.add(stream.reader.geometry() ? "table" : "smallest table",
            fmt::format("2^{} bytes, {} entries", table.order(), grouped(table.hptes())));
  const std::uint64_t first_valid = summary.passes.empty() ? 0 : summary.passes.front().valid;
  facts.add("its fill in pass 1", percentage(first_valid, table.hptes()));
  const std::uint64_t dump = summary.pass_count * table.bytes();
  facts.add("plain dumps (bytes)",
            fmt::format("{}, one a pass; the stream has {} of that", grouped(dump),
                        percentage(summary.total.bytes, dump)));
  return facts.text();
}

std::string passes_text(const HtabStreamSummary& summary, const HptGeometry& geometry) {
  TextTable table({{"pass", Align::kRight},
                   {"offset (bytes)", Align::kRight},
                   {"length (bytes)", Align::kRight},
                   {"of a dump", Align::kRight},
                   {"groups", Align::kRight},
                   {"valid", Align::kRight},
                   {"invalid", Align::kRight}});
  const auto row = [&](const std::string& number, const HtabPassSummary& pass,
                       std::uint64_t passes) {
    table.add_row({number, grouped(pass.offset), grouped(pass.bytes),
                   percentage(pass.bytes, passes * geometry.bytes()), grouped(pass.groups),
                   grouped(pass.valid), grouped(pass.invalid)});
  };
  std::uint64_t number = 0;
  for (const HtabPassSummary& pass : summary.passes) row(grouped(++number), pass, 1);
  const std::uint64_t further = summary.pass_count - number;
  if (further != 0) row(fmt::format("{} more", grouped(further)), summary.further_passes, further);
  return table.text();
}

/// "3", "3 to 4", or "-" for a section without groups.
std::string passes_of(const SectionSummary& section) {
  if (section.counts.groups == 0) return "-";
  const std::uint64_t first = section.first_pass + 1;
  const std::uint64_t last = section.last_pass + 1;
  return first == last ? grouped(first) : fmt::format("{} to {}", grouped(first), grouped(last));
}

std::string sections_text(const StreamSections& sections, const HtabStreamSummary& summary) {
  TextTable table({{"section", Align::kRight},
                   {"name"},
                   {"pass", Align::kRight},
                   {"offset (bytes)", Align::kRight},
                   {"length (bytes)", Align::kRight},
                   {"groups", Align::kRight},
                   {"valid", Align::kRight},
                   {"invalid", Align::kRight}});
  for (std::size_t i = 0; i < sections.sections.size(); ++i) {
    const StreamSection& section = sections.sections[i];
    const GroupCounts& counted = summary.sections[i].counts;
    table.add_row({grouped(i + 1), section.name, passes_of(summary.sections[i]),
                   grouped(section.begin), grouped(section.end - section.begin),
                   grouped(counted.groups), grouped(counted.valid), grouped(counted.invalid)});
  }
  return "\n" + table.text();
}

std::string mean_text(const RunLengths& lengths) {
  if (lengths.runs == 0) return "-";
  return fmt::format("{:.1f}",
                     static_cast<double>(lengths.entries) / static_cast<double>(lengths.runs));
}

std::string runs_text(const RunLengths& valid, const RunLengths& invalid) {
  TextTable table(
      {{"entries in a run"}, {"valid runs", Align::kRight}, {"invalid runs", Align::kRight}});
  for (unsigned power = 0; power < valid.by_power.size(); ++power) {
    const std::uint64_t counts[] = {valid.by_power[power], invalid.by_power[power]};
    if (counts[0] == 0 && counts[1] == 0) continue;
    const std::uint64_t least = std::uint64_t{1} << power;
    table.add_row({power == 0 ? "1" : fmt::format("{} to {}", least, 2 * least - 1),
                   grouped(counts[0]), grouped(counts[1])});
  }
  table.add_row({"all", grouped(valid.runs), grouped(invalid.runs)});
  table.add_row({"mean length", mean_text(valid), mean_text(invalid)});
  table.add_row({"longest", grouped(valid.longest), grouped(invalid.longest)});
  return table.text();
}

std::string stream_text(const StreamInput& stream, const HtabStreamSummary& summary) {
  const HtabStreamReader& reader = stream.reader;
  const HptGeometry table = reader.geometry().value_or(HptGeometry(summary.min_order));
  const StreamSections* sections = reader.sections();
  return fmt::format(
      "{}\n\n{}\n{}{}\n{}\n{}", reader.file_name(), framing_text(stream, summary, table),
      passes_text(summary, table), sections != nullptr ? sections_text(*sections, summary) : "",
      runs_text(summary.valid_runs, summary.invalid_runs), entry_counts_text(summary.entries));
}

}  // namespace

ExitCode run_stream_info(const StreamOptions& options, std::FILE* out) {
  const char* separator = "";
  for (const std::filesystem::path& file : options.files) {
    StreamInput stream = open_stream(file, options);
    const HtabStreamSummary summary = summarise_stream(stream.reader);
    fmt::print(out, "{}{}", separator, stream_text(stream, summary));
    separator = "\n";
  }
  return ExitCode::kSuccess;
}

void add_stream_info_command(CommandSyntax& stream) {
  const auto options = std::make_shared<StreamOptions>();
  CommandSyntax info = stream.add_command("info", "framing, passes, runs and kinds of entries");
  info.add_files({.name = "FILE",
                  .meaning = "HTAB streams, or QEMU's migration files, plain or compressed",
                  .presence = Presence::kRequired},
                 options->files);
  add_stream_options(info, *options);
  info.runs(options, run_stream_info);
}

}  // namespace htabsim
