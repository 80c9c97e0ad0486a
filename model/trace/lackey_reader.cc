// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/lackey_reader.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"

namespace htabsim {

namespace {

constexpr std::size_t kPrefixBytes = 3;

/// A word that differs for each prefix, so that one comparison tells them apart.
constexpr std::uint32_t word(std::string_view prefix) {
  std::uint32_t bytes = 0;
  for (const char c : prefix) bytes = bytes << 8 | static_cast<unsigned char>(c);
  return bytes;
}

/// The kind of access that a line of lackey's begins with; nothing if it begins otherwise.
std::optional<PlainAccessKind> kind_of(std::string_view line) {
  if (line.size() < kPrefixBytes) return std::nullopt;
  switch (word(line.substr(0, kPrefixBytes))) {
    case word("I  "):
      return PlainAccessKind::kFetch;
    case word(" L "):
      return PlainAccessKind::kLoad;
    case word(" S "):
      return PlainAccessKind::kStore;
    case word(" M "):
      return PlainAccessKind::kModify;
  }
  return std::nullopt;
}

void parse_access(std::string_view text, PlainAccessKind kind, std::uint64_t number,
                  PlainAccess& access) {
  FieldScanner line(text.substr(kPrefixBytes));
  const Ea ea(line.hex("address"));
  line.expect(',', "size");
  const auto size = static_cast<std::uint16_t>(line.decimal("size", 1, kMaxAccessBytes));
  line.finish();
  access = {.kind = kind, .size = size, .ea = ea, .line = number};
}

// With --trace-superblocks=yes.
bool is_superblock(std::string_view line) {
  constexpr std::string_view kPrefix = "SB ";
  return line.starts_with(kPrefix) && line.size() > kPrefix.size() &&
         line.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

bool is_lackeys(std::string_view line) {
  return kind_of(line) || is_valgrind_message(line) || is_superblock(line);
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// Cuts what `line` begins with of these characters off its front; whether that was anything.
bool take_any_of(std::string_view& line, std::string_view characters) {
  const std::size_t end = std::min(line.find_first_not_of(characters), line.size());
  line.remove_prefix(end);
  return end != 0;
}

}  // namespace

// Between the marks is the process number, and a time with --time-stamp=yes.
bool is_valgrind_message(std::string_view line) {
  constexpr std::size_t kMark = 2;
  const std::string_view mark = line.substr(0, kMark);
  if (mark != "==" && mark != "--" && mark != "**") return false;
  const std::size_t end = line.find_first_not_of("0123456789:. ", kMark);
  return end > kMark && line.substr(std::min(end, line.size())).starts_with(mark);
}

bool looks_like_lackey_with_other_blanks(std::string_view start) {
  constexpr std::string_view kBlanks = " \t";
  constexpr std::string_view kDecimal = "0123456789";
  constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEFx";
  std::string_view line = first_line(start);
  if (kind_of(line)) return false;
  take_any_of(line, kBlanks);
  if (line.empty() || std::string_view("ILSM").find(line[0]) == std::string_view::npos)
    return false;
  line.remove_prefix(1);
  return take_any_of(line, kBlanks) && take_any_of(line, kHexadecimal) && line.starts_with(',') &&
         take_any_of(line, ",") && take_any_of(line, kDecimal) && line.empty();
}

bool LackeyReader::recognises(std::string_view start) { return is_lackeys(first_line(start)); }

bool LackeyReader::occurs_in(std::string_view start) {
  for (std::size_t end = start.find('\n'); end != std::string_view::npos; end = start.find('\n')) {
    if (is_lackeys(start.substr(0, end))) return true;
    start.remove_prefix(end + 1);
  }
  return false;
}

bool LackeyReader::next(PlainAccess& access) {
  std::string_view line;
  while (lines_.next(line)) {
    const auto kind = kind_of(line);
    if (kind) [[likely]] {
      if (read(line, *kind, access)) [[likely]]
        return true;
    } else {
      pass_over(line);
    }
  }
  return false;
}

bool LackeyReader::read(std::string_view line, PlainAccessKind kind, PlainAccess& access) {
  try {
    parse_access(line, kind, lines_.line_number(), access);
    return true;
  } catch (const FieldError& fault) {
    if (output_ == ProgramOutput::kRefuse) lines_.fail(fault.what());
  }
  ++printed_;
  return false;
}

void LackeyReader::pass_over(std::string_view line) {
  if (is_valgrind_message(line)) {
    ++messages_;
  } else if (is_superblock(line)) {
    ++superblocks_;
  } else if (output_ == ProgramOutput::kSkip) {
    ++printed_;
  } else {
    lines_.fail(fmt::format(
        "begins with '{}', not with 'I  ', ' L ', ' S ' or ' M '; if the program has printed it, "
        "--skip-noise skips such lines",
        line.substr(0, kPrefixBytes)));
  }
}

std::vector<TraceRemark> LackeyReader::remarks() const {
  return occurred({{"lines of valgrind's own", messages_},
                   {"superblocks", superblocks_},
                   {"lines that the program has printed", printed_}});
}

}  // namespace htabsim
