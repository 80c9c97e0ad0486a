// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/trace_generate.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/compressed_output.h"
#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/progress.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/generated_trace.h"
#include "htabsim/model/trace/lackey_writer.h"
#include "sc_main/cli/value_names.h"
#include "sc_main/config/parameters.h"
#include "sc_main/setup/microbenchmark_run.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kRecordsPerUpdate = 16'384;
constexpr std::uint64_t kMaxAccesses = 1'000'000'000'000;

/// What PageSize puts before the name of a page size.
constexpr std::string_view kPagePrefix = "page_";

template <class Names>
[[noreturn]] void refuse(std::string_view what, const std::string& given, const Names& names) {
  throw UsageError(fmt::format("trace generate: there is no {} \"{}\"; the nearest is \"{}\"", what,
                               given, nearest_name(given, names).value_or("")));
}

MicrobenchmarkKind parse_kind(const std::string& text) {
  if (const auto kind = enumerator_from_name<MicrobenchmarkKind>(text)) return *kind;
  refuse("kind", text, enumerator_names<MicrobenchmarkKind>());
}

/// "4k" and so on.
std::vector<std::string> page_size_names() {
  std::vector<std::string> names;
  for (std::string_view name : find_parameter("guest.page_size")->names)
    names.emplace_back(name.substr(kPagePrefix.size()));
  return names;
}

PageSize parse_page(const std::string& text) {
  const std::vector<std::string> names = page_size_names();
  if (std::ranges::find(names, text) == names.end()) refuse("page size", text, names);
  return *enumerator_from_name<PageSize>(std::string(kPagePrefix) + text);
}

bool is_footprint(std::uint64_t bytes) {
  return bytes >= Microbenchmark::kMinFootprint && bytes <= Microbenchmark::kMaxFootprint &&
         bytes % kLineBytes == 0;
}

void write_lackey(GeneratedTrace& trace, std::ostream& out) {
  Progress progress(stderr);
  LackeyWriter writer(out);
  const auto all = static_cast<double>(trace.records());
  std::uint64_t written = 0;
  for (PlainAccess access; out && trace.next(access);) {
    writer.write(access);
    if (++written % kRecordsPerUpdate != 0) continue;
    progress.update({written, static_cast<double>(written) / all, {}});
  }
}

std::string summary_text(const Microbenchmark& benchmark, const GeneratedTrace& trace,
                         const std::string& page, const std::filesystem::path& trace_file) {
  TextTable table({{"trace"}, {std::string(enumerator_name(benchmark.kind)), Align::kRight}});
  table.add_row({"footprint (bytes)", grouped(benchmark.footprint)});
  table.add_row({"lines of 128 bytes", grouped(benchmark.footprint / kLineBytes)});
  table.add_row({"page size", page});
  table.add_row({"iterations in a round", grouped(trace.round_iterations())});
  table.add_row({"warm-up accesses", grouped(trace.warmup_accesses())});
  table.add_row({"measured accesses", grouped(trace.measured_accesses())});
  table.add_row({"file (bytes)", grouped(std::filesystem::file_size(trace_file))});
  return table.text();
}

}  // namespace

ExitCode run_trace_generate(const TraceGenerateOptions& options, std::FILE* out) {
  const Microbenchmark benchmark{parse_kind(options.kind), options.footprint, options.accesses,
                                 options.seed};
  const PageSize page = parse_page(options.page);
  const std::filesystem::path trace_file = options.output / "trace.lackey.zst";
  const std::filesystem::path configuration = options.output / "run.toml";

  GeneratedTrace trace(benchmark);
  write_compressed_file(trace_file, [&](std::ostream& file) { write_lackey(trace, file); });
  const auto run = microbenchmark_run(benchmark, page, trace.warmup_accesses());
  write_file(configuration, configuration_text(benchmark, run));
  fmt::print(out, "{}\nhtabsim run {} --trace {}\n",
             summary_text(benchmark, trace, options.page, trace_file), configuration.string(),
             trace_file.string());
  return ExitCode::kSuccess;
}

void add_trace_generate_command(CommandSyntax& trace) {
  const auto options = std::make_shared<TraceGenerateOptions>();
  CommandSyntax generate = trace.add_command(
      "generate", "make a microbenchmark's trace and the configuration to run it with");
  generate.add_value({.name = "KIND",
                      .meaning = "chase, stream or gups, as examples/host has them",
                      .value = "",
                      .presence = Presence::kRequired,
                      .value_names = enumerator_value_names<MicrobenchmarkKind>},
                     options->kind);
  generate.add_size({.name = "--footprint",
                     .meaning = "memory it uses: 16K to 64G",
                     .value = "BYTES",
                     .presence = Presence::kRequired},
                    options->footprint, {is_footprint, "multiple of 128 bytes from 16K to 64G"});
  generate.add_value({.name = "--page",
                      .meaning = "the guest's pages: 4k, 64k (default) or 16m",
                      .value = "SIZE",
                      .value_names = page_size_names},
                     options->page);
  generate.add_count(
      {"--accesses",
       fmt::format("measure at least so many loads and stores (default {})", options->accesses),
       "N"},
      options->accesses, {1, kMaxAccesses});
  generate.add_integer({"--seed", "seed of the random order (default 1)", "N"}, options->seed);
  generate.add_value({.name = "-o,--output",
                      .meaning = "folder to write to",
                      .value = "DIR",
                      .presence = Presence::kRequired,
                      .if_empty = "no folder given"},
                     options->output);
  generate.runs(options, run_trace_generate);
}

}  // namespace htabsim
