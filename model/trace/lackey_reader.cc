// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/lackey_reader.h"

#include <string_view>

#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"

namespace htabsim {

namespace {

constexpr std::size_t kPrefixBytes = 3;

PlainAccessKind parse_kind(std::string_view prefix) {
  if (prefix == "I  ") return PlainAccessKind::kFetch;
  if (prefix == " L ") return PlainAccessKind::kLoad;
  if (prefix == " S ") return PlainAccessKind::kStore;
  if (prefix == " M ") return PlainAccessKind::kModify;
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

bool LackeyReader::next(PlainAccess& access) {
  std::string_view line;
  do {
    if (!lines_.next(line)) return false;
  } while (line.starts_with("=="));
  try {
    access = parse_access(line);
  } catch (const FieldError& fault) {
    lines_.fail(fault.what());
  }
  return true;
}

}  // namespace htabsim
