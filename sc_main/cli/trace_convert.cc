// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/trace_convert.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/compressed_output.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/progress.h"
#include "htabsim/model/base/quantity_text.h"
#include "htabsim/model/base/read_share.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/base/words.h"
#include "htabsim/model/trace/between_accesses.h"
#include "htabsim/model/trace/drmemtrace_recording.h"
#include "htabsim/model/trace/trace_output.h"
#include "htabsim/model/trace/trace_part.h"
#include "sc_main/cli/trace_options.h"
#include "sc_main/cli/value_names.h"
#include "sc_main/setup/input_path.h"
#include "sc_main/setup/interruption.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kAccessesPerUpdate = 16'384;

const TraceOutput& output_format(const TraceConvertOptions& options) {
  const auto outputs = trace_outputs();
  if (options.to.empty()) {
    const auto extension = without_compression(options.output).extension();
    const auto found = std::ranges::find(outputs, extension, &TraceOutput::extension);
    return found == outputs.end() ? outputs.front() : *found;
  }
  const auto found = std::ranges::find(outputs, options.to, &TraceOutput::name);
  if (found != outputs.end()) return *found;
  std::vector<std::string_view> names;
  for (const TraceOutput& output : outputs) names.push_back(output.name);
  throw UsageError(fmt::format(
      "trace convert: traces are not written as \"{}\"; the nearest is "
      "\"{}\", and there are {}",
      options.to, nearest_name(options.to, names).value_or(""), fmt::join(names, ", ")));
}

void read_every(const std::string& text, TracePartChoice& choice) {
  if (text.empty()) return;
  const auto parts = split(text, ':');
  if (parts.size() == 2) {
    const auto period = quantity(parts[0], NumberOf::counts);
    const auto length = quantity(parts[1], NumberOf::counts);
    if (period && length && *length != 0 && *length <= *period) {
      choice.period = *period;
      choice.of_period = *length;
      return;
    }
  }
  throw UsageError(fmt::format(
      "--every \"{}\" is not N:M, the first M of each N accesses, M from 1 to N", text));
}

TracePartChoice choice_of(const TraceConvertOptions& options) {
  TracePartChoice choice;
  if (options.thread) choice.thread = static_cast<std::uint32_t>(*options.thread);
  choice.skip = options.skip;
  choice.take = options.take.value_or(choice.take);
  read_every(options.every, choice);
  return choice;
}

struct Converted {
  std::uint64_t accesses = 0;
  BetweenAccesses left_out;
};

/// Nothing is written of a trace whose first access cannot be read.
Converted write_accesses(TraceReader& reader, const ReadShare* share, const TraceOutput& format,
                         std::ostream& out) {
  PlainAccess access;
  if (!reader.next(access)) refuse_empty(reader);
  const auto writer = format.open(out);
  Progress progress(stderr);
  Converted converted;
  do {
    if (!is_access(access.kind)) {
      if (!writer->write_between(access)) converted.left_out.count(access);
      continue;
    }
    try {
      writer->write(access);
    } catch (const std::domain_error& fault) {
      throw InputError(reader.file_name(), access.line, fault.what());
    }
    if (++converted.accesses % kAccessesPerUpdate != 0) continue;
    Interruption::throw_if_requested();
    progress.update({converted.accesses, share ? share->value() : std::nullopt, {}});
  } while (reader.next(access));
  if (converted.accesses == 0) refuse_empty(reader);
  writer->finish();
  return converted;
}

/// A signal leaves no part of the file.
Converted write_trace(TraceReader& reader, const ReadShare* share, const TraceOutput& format,
                      const std::filesystem::path& output) {
  const Interruption interruption;
  Converted written;
  try {
    write_compressed_file(
        output, [&](std::ostream& file) { written = write_accesses(reader, share, format, file); });
  } catch (const InputError&) {
    Interruption::throw_if_requested();  // it may have been amid a read
    throw;
  }
  return written;
}

/// Nothing if nothing is.
std::string left_out_text(const std::vector<TraceRemark>& remarks) {
  if (remarks.empty()) return {};
  TextTable table({{"left out"}, {"count", Align::kRight}});
  for (const TraceRemark& remark : remarks) table.add_row({remark.what, grouped(remark.count)});
  return '\n' + table.text();
}

}  // namespace

ExitCode run_trace_convert(const TraceConvertOptions& options, std::FILE* out) {
  const TraceOutput& format = output_format(options);
  const TracePartChoice choice = choice_of(options);
  const std::filesystem::path input = input_path(options.input);
  if (is_drmemtrace_recording(input)) refuse_drmemtrace_recording(input);
  OpenTrace trace = open_trace_or_guest(input, options.reading);
  TracePart part(std::move(trace.reader), choice);
  // Of a part it is not known where it ends.
  const ReadShare* const share = options.take ? nullptr : trace.share.get();
  if (options.output == "-") {
    write_to(out, [&](std::ostream& stream) { write_accesses(part, share, format, stream); });
    return ExitCode::kSuccess;
  }
  const Converted converted = write_trace(part, share, format, options.output);
  const auto bytes = std::filesystem::file_size(options.output);
  TextTable table({{"trace"}, {options.output.string(), Align::kRight}});
  table.add_row({"from", trace.format});
  table.add_row({"to", std::string(format.name)});
  table.add_row({"kept of an access", std::string(format.keeps)});
  table.add_row({"accesses", grouped(converted.accesses)});
  table.add_row({"file (bytes)", grouped(bytes)});
  table.add_row(
      {"bytes an access", fmt::format("{:.2f}", static_cast<double>(bytes) /
                                                    static_cast<double>(converted.accesses))});
  std::vector<TraceRemark> left_out = part.remarks();
  std::ranges::copy(converted.left_out.remarks(), std::back_inserter(left_out));
  fmt::print(out, "{}{}", table.text(), left_out_text(left_out));
  return ExitCode::kSuccess;
}

void add_trace_convert_command(CommandSyntax& trace) {
  const auto options = std::make_shared<TraceConvertOptions>();
  CommandSyntax convert =
      trace.add_command("convert", "write a trace, or a part, in another format");
  convert.add_value(
      {.name = "IN",
       .meaning = "trace in any format, or a captured guest's folder; - is standard input",
       .value = "",
       .presence = Presence::kRequired},
      options->input);
  convert.add_value({.name = "-o,--output",
                     .meaning = "file to write, compressed if its name ends in .zst, .gz or .xz; "
                                "- is standard output",
                     .value = "OUT",
                     .presence = Presence::kRequired,
                     .if_empty = "no file given"},
                    options->output);
  add_trace_options(convert, options->reading, "--from");
  convert.add_value(
      {.name = "--to",
       .meaning = "native, lackey, champsim, drmemtrace-view or csv; else it is told by OUT's "
                  "extension (.htrace, .lackey, .champsim, .view, .csv)",
       .value = "FORMAT",
       .value_names = written_format_names},
      options->to);
  convert.add_integer({"--thread", "only the accesses of this thread", "T"}, options->thread,
                      {0, std::numeric_limits<std::uint32_t>::max()});
  convert.add_count({"--skip", "leave out the first N accesses", "N"}, options->skip);
  convert.add_count({"--take", "no more than N accesses", "N"}, options->take, {1});
  convert.add_value({"--every", "the first M of each N accesses", "N:M"}, options->every);
  convert.runs(options, run_trace_convert);
}

}  // namespace htabsim
