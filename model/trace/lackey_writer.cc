// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/lackey_writer.h"

#include <string_view>

#include <fmt/format.h>

namespace htabsim {

namespace {

constexpr std::string_view prefix(PlainAccessKind kind) {
  switch (kind) {
    case PlainAccessKind::kFetch:
      return "I  ";
    case PlainAccessKind::kLoad:
      return " L ";
    case PlainAccessKind::kStore:
      return " S ";
    default:
      break;
  }
  return " M ";
}

}  // namespace

void LackeyWriter::write(const PlainAccess& access) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), "{}{:08x},{}\n", prefix(access.kind), access.ea.value(),
                 access.size);
  out_.write(line.data(), static_cast<std::streamsize>(line.size()));
}

}  // namespace htabsim
