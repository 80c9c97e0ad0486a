// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/lackey_reader.h"

#include <algorithm>
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

PlainAccessKind parse_kind(std::string_view prefix) {
  switch (word(prefix)) {
    case word("I  "):
      return PlainAccessKind::kFetch;
    case word(" L "):
      return PlainAccessKind::kLoad;
    case word(" S "):
      return PlainAccessKind::kStore;
    case word(" M "):
      return PlainAccessKind::kModify;
  }
  throw FieldError(fmt::format("begins with '{}', not with 'I  ', ' L ', ' S ' or ' M '", prefix));
}

PlainAccess parse_access(std::string_view text) {
  PlainAccess access;
  access.kind = parse_kind(text.substr(0, kPrefixBytes));
  FieldScanner line(text.substr(kPrefixBytes));
  access.ea = Ea(line.hex("address"));
  line.expect(',', "size");
  access.size = line.decimal("size", 1, kMaxAccessBytes);
  line.finish();
  return access;
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

bool LackeyReader::next(PlainAccess& access) {
  std::string_view line;
  while (lines_.next(line)) {
    const bool begins_as_access = line.starts_with(' ') || line.starts_with('I');
    if (begins_as_access || !is_valgrind_message(line)) return read(line, access);
    ++messages_;
  }
  return false;
}

bool LackeyReader::read(std::string_view line, PlainAccess& access) {
  try {
    access = parse_access(line);
    access.line = lines_.line_number();
  } catch (const FieldError& fault) {
    lines_.fail(fault.what());
  }
  return true;
}

}  // namespace htabsim
