// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_format.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

bool is_lackey(std::string_view line) {
  constexpr std::array<std::string_view, 5> kStarts = {"I  ", " L ", " S ", " M ", "=="};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view start) { return line.starts_with(start); });
}

bool is_guest_event(std::string_view line) {
  constexpr std::string_view kLetters = "CLSUZXHhMIAPV";
  return line.size() > 2 && kLetters.find(line[0]) != std::string_view::npos && line[1] == ' ' &&
         line[2] != ' ';
}

}  // namespace

std::string_view name(TraceFormat format) {
  switch (format) {
    case TraceFormat::kGuestEvents:
      return "events of a captured guest";
    case TraceFormat::kLackey:
      return "valgrind lackey trace";
    case TraceFormat::kCapturedGuest:
      return "captured guest";
  }
  return {};
}

bool is_captured_guest(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

TraceFormat recognise_trace(LineReader& lines) {
  std::string_view line;
  if (!lines.peek(line)) throw InputError(lines.file_name(), InputError::kNoLine, "is empty");
  if (is_lackey(line)) return TraceFormat::kLackey;
  if (is_guest_event(line)) return TraceFormat::kGuestEvents;
  throw InputError(lines.file_name(), 1,
                   "is neither an event of a captured guest nor a line of valgrind's lackey");
}

}  // namespace htabsim
