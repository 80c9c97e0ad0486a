// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_format.h"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/trace/lackey_reader.h"

namespace htabsim {

namespace {

bool is_lackey(std::string_view line) {
  constexpr std::array<std::string_view, 4> kStarts = {"I  ", " L ", " S ", " M "};
  return is_valgrind_message(line) ||
         std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view start) { return line.starts_with(start); });
}

/// Cuts what `line` begins with of these characters off its front; whether that was anything.
bool take_any_of(std::string_view& line, std::string_view characters) {
  const std::size_t end = std::min(line.find_first_not_of(characters), line.size());
  line.remove_prefix(end);
  return end != 0;
}

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kDecimal = "0123456789";
constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEFx";

/// A letter, an address, a comma, a size, but not lackey's blanks.
bool is_lackey_with_other_blanks(std::string_view line) {
  take_any_of(line, kBlanks);
  if (line.empty() || std::string_view("ILSM").find(line[0]) == std::string_view::npos)
    return false;
  line.remove_prefix(1);
  return take_any_of(line, kBlanks) && take_any_of(line, kHexadecimal) && line.starts_with(',') &&
         take_any_of(line, ",") && take_any_of(line, kDecimal) && line.empty();
}

/// A label from 0 to 4, an address, and perhaps a size.
bool is_dinero(std::string_view line) {
  if (line.empty() || line[0] < '0' || line[0] > '4') return false;
  line.remove_prefix(1);
  if (!take_any_of(line, kBlanks) || !take_any_of(line, kHexadecimal)) return false;
  take_any_of(line, kBlanks);
  take_any_of(line, kDecimal);
  take_any_of(line, kBlanks);
  return line.empty();
}

[[noreturn]] void refuse(const LineReader& lines, std::string_view line) {
  std::string looks = "is neither an event of a captured guest nor a line of valgrind's lackey";
  if (is_lackey_with_other_blanks(line)) {
    looks =
        "looks like a line of valgrind's lackey with other blanks; those are 'I  ADDR,SIZE', "
        "' L ADDR,SIZE', ' S ADDR,SIZE' and ' M ADDR,SIZE'";
  } else if (is_dinero(line)) {
    looks += "; it looks like DineroIV's format (label, address), which is not read";
  }
  throw InputError(lines.file_name(), 1, looks);
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
  if (!lines.begins_as_text()) {
    throw InputError(lines.file_name(), InputError::kNoLine,
                     "is a binary file, not a trace in text; there are valgrind's lackey and the "
                     "events of a captured guest");
  }
  std::string_view line;
  if (!lines.peek(line)) throw InputError(lines.file_name(), InputError::kNoLine, "is empty");
  if (is_lackey(line)) return TraceFormat::kLackey;
  if (is_lackey_with_other_blanks(line)) refuse(lines, line);
  if (is_guest_event(line)) return TraceFormat::kGuestEvents;
  refuse(lines, line);
}

}  // namespace htabsim
