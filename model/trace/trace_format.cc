// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_format.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/captured_accesses.h"
#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/model/trace/champsim_reader.h"
#include "htabsim/model/trace/drmemtrace_reader.h"
#include "htabsim/model/trace/htm_reader.h"
#include "htabsim/model/trace/lackey_reader.h"
#include "htabsim/model/trace/line_description.h"
#include "htabsim/model/trace/line_trace_reader.h"
#include "htabsim/model/trace/named_line_formats.h"
#include "htabsim/model/trace/native_trace_reader.h"
#include "htabsim/model/trace/qtrace_reader.h"
#include "htabsim/model/trace/user_accesses.h"

namespace htabsim {

namespace {

template <class Reader>
TraceFormat binary(std::string name, std::string meaning) {
  return {std::move(name), std::move(meaning), Reader::recognises,
          [](InputFile file, const TraceReading&) {
            return std::make_unique<Reader>(FileCursor(std::move(file)));
          }};
}

TraceFormat lackey() {
  return {"lackey", "valgrind lackey trace", LackeyReader::recognises,
          [](InputFile file, const TraceReading& reading) {
            return std::make_unique<LackeyReader>(LineReader(std::move(file)), reading.output);
          }};
}

TraceFormat lines(const NamedLineFormat& named) {
  return {std::string(named.name), std::string(named.source),
          [&named](std::string_view start) { return is_in_line_format(named, start); },
          [&named](InputFile file, const TraceReading&) {
            return std::make_unique<LineTraceReader>(LineReader(std::move(file)),
                                                     parse_line_format(named.name));
          }};
}

// ChampSim's formats have no mark, so they come last.
std::vector<TraceFormat> all_formats() {
  std::vector<TraceFormat> formats = {
      binary<NativeTraceReader>("native", "htabsim trace"),
      binary<DrmemtraceReader>("drmemtrace", "DynamoRIO drmemtrace"),
      binary<QtraceReader>("qtrace", "qtrace of a POWER processor"),
      binary<HtmReader>("htm", "hardware trace of a POWER processor (HTM)"),
      lackey(),
  };
  for (const NamedLineFormat& named : named_line_formats()) formats.push_back(lines(named));
  formats.push_back(binary<ChampsimReader<ChampsimRecord>>("champsim", "ChampSim trace"));
  formats.push_back(
      binary<ChampsimReader<CloudsuiteRecord>>("cloudsuite", "ChampSim trace, CloudSuite's form"));
  return formats;
}

const TraceFormat& format_by_name(const std::string& name) {
  const auto& formats = trace_formats();
  const auto found = std::ranges::find(formats, name, &TraceFormat::name);
  if (found != formats.end()) return *found;
  std::vector<std::string_view> names;
  for (const TraceFormat& format : formats) names.emplace_back(format.name);
  throw UsageError(
      fmt::format("there is no trace format \"{}\"; the nearest is \"{}\", and a "
                  "description of lines begins with fields=",
                  name, nearest_name(name, names).value_or("")));
}

[[noreturn]] void refuse(const InputFile& file, std::string_view start) {
  const bool is_text = start.find('\0') == std::string_view::npos;
  if (is_text && looks_like_lackey_with_other_blanks(start)) {
    throw InputError(file.name(), 1,
                     "looks like a line of valgrind's lackey with other blanks; those are "
                     "'I  ADDR,SIZE', ' L ADDR,SIZE', ' S ADDR,SIZE' and ' M ADDR,SIZE'");
  }
  std::string names;
  for (const TraceFormat& format : trace_formats()) {
    names += (names.empty() ? "" : ", ") + format.name;
  }
  throw InputError(file.name(), is_text ? 1 : InputError::kNoLine,
                   fmt::format("is in none of the formats that are recognised ({}){}", names,
                               is_text ? "; --format 'fields=...' describes other lines, and "
                                         "--skip-noise skips what a program has printed"
                                       : ""));
}

const TraceFormat& recognise(InputFile& file, const TraceReading& reading) {
  const std::string_view start = file.peek(kTraceStartBytes);
  if (start.empty()) throw InputError(file.name(), InputError::kNoLine, "is empty");
  for (const TraceFormat& format : trace_formats()) {
    if (format.recognises(start)) return format;
  }
  if (reading.output == ProgramOutput::kSkip && LackeyReader::occurs_in(start)) {
    return format_by_name("lackey");
  }
  refuse(file, start);
}

OpenTrace open_whole(InputFile file, const TraceReading& reading) {
  if (reading.format.find('=') != std::string::npos) {
    return {"lines with described fields",
            std::make_unique<LineTraceReader>(LineReader(std::move(file)),
                                              parse_line_format(reading.format))};
  }
  const TraceFormat& format =
      reading.format.empty() ? recognise(file, reading) : format_by_name(reading.format);
  return {format.meaning, format.open(std::move(file), reading)};
}

OpenTrace open_guest_accesses(const std::filesystem::path& folder, const TraceReading& reading) {
  if (!reading.format.empty()) {
    throw InputError(
        folder.string(), InputError::kNoLine,
        fmt::format("is a captured guest's folder, not of the format \"{}\"", reading.format));
  }
  const CapturedGuest guest = open_captured_guest(folder);
  GuestEventReader events(LineReader(InputFile(guest.events)), guest.vcpus.size());
  return {"captured guest", std::make_unique<CapturedAccesses>(std::move(events))};
}

OpenTrace with_wanted_accesses(OpenTrace trace, const TraceReading& reading) {
  if (reading.kernel == KernelAccesses::kSkip) {
    trace.reader = std::make_unique<UserAccesses>(std::move(trace.reader));
  }
  return trace;
}

}  // namespace

const std::vector<TraceFormat>& trace_formats() {
  static const std::vector<TraceFormat> kFormats = all_formats();
  return kFormats;
}

OpenTrace open_trace(InputFile file, const TraceReading& reading) {
  auto share = file.share();
  OpenTrace trace = with_wanted_accesses(open_whole(std::move(file), reading), reading);
  trace.share = std::move(share);
  return trace;
}

OpenTrace open_trace_or_guest(const std::filesystem::path& path, const TraceReading& reading) {
  if (is_captured_guest(path)) {
    return with_wanted_accesses(open_guest_accesses(path, reading), reading);
  }
  InputFile file(path);
  if (!reading.format.empty() || !is_guest_events(file.peek(kTraceStartBytes))) {
    return open_trace(std::move(file), reading);
  }
  GuestEventReader events(std::move(file));
  return with_wanted_accesses(
      {"events of a captured guest", std::make_unique<CapturedAccesses>(std::move(events))},
      reading);
}

bool is_captured_guest(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

bool is_guest_events(std::string_view start) {
  constexpr std::string_view kLetters = "CLSUZXHhMIAPV";
  return start.size() > 2 && kLetters.find(start[0]) != std::string_view::npos && start[1] == ' ' &&
         start[2] != ' ' && start[2] != '\n' && !looks_like_lackey_with_other_blanks(start);
}

}  // namespace htabsim
