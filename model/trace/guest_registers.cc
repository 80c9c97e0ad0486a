// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/guest_registers.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/base/nearest_name.h"

namespace htabsim {

namespace {

struct RegisterName {
  std::string_view name;
  std::uint64_t GuestRegisters::*member;

  operator std::string_view() const { return name; }
};

constexpr std::array<RegisterName, 6> kRegisters = {{{"MSR", &GuestRegisters::msr},
                                                     {"LPCR", &GuestRegisters::lpcr},
                                                     {"PVR", &GuestRegisters::pvr},
                                                     {"AMR", &GuestRegisters::amr},
                                                     {"IAMR", &GuestRegisters::iamr},
                                                     {"SDR1", &GuestRegisters::sdr1}}};

std::size_t register_number(std::string_view name) {
  const auto found = std::find(kRegisters.begin(), kRegisters.end(), name);
  if (found != kRegisters.end()) return static_cast<std::size_t>(found - kRegisters.begin());
  throw FieldError(fmt::format("unknown register '{}'; did you mean {}?", name,
                               nearest_name(name, kRegisters).value()));
}

/// Cuts the text up to the next blank off the front of `line`, and the blank with it.
std::string_view take_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

GuestRegisters parse_registers(std::string_view line) {
  GuestRegisters registers;
  std::array<bool, kRegisters.size()> given{};
  while (!line.empty()) {
    const std::string_view word = take_word(line);
    const std::string name(word.substr(0, word.find('=')));
    const std::size_t number = register_number(name);
    FieldScanner field(word.substr(name.size()));
    field.expect('=', "the register's value");
    registers.*kRegisters[number].member = field.hex(name.c_str());
    field.finish();
    if (given[number]) throw FieldError(fmt::format("{} is given twice", name));
    given[number] = true;
  }
  const auto missing = std::find(given.begin(), given.end(), false);
  if (missing == given.end()) return registers;
  throw FieldError(fmt::format("{} is missing",
                               kRegisters[static_cast<std::size_t>(missing - given.begin())].name));
}

void parse_line(std::string_view line, std::optional<GuestRegisters>& start,
                std::optional<GuestRegisters>& end) {
  const std::string_view moment = take_word(line);
  if (moment != "start" && moment != "end") {
    throw FieldError(fmt::format("begins with '{}', not with start or end", moment));
  }
  std::optional<GuestRegisters>& registers = moment == "start" ? start : end;
  if (registers) throw FieldError(fmt::format("a second line '{}'", moment));
  registers = parse_registers(line);
}

}  // namespace

GuestRegisterFile read_guest_registers(const std::filesystem::path& path) {
  std::optional<GuestRegisters> start;
  std::optional<GuestRegisters> end;
  LineReader lines{InputFile(path, InputFile::kKeptBytes)};
  for (std::string_view line; lines.next(line);) {
    try {
      parse_line(line, start, end);
    } catch (const FieldError& fault) {
      lines.fail(fault.what());
    }
  }
  if (start && end) return {*start, *end};
  throw InputError(path.string(), InputError::kNoLine,
                   fmt::format("has no line '{}'", start ? "end" : "start"));
}

}  // namespace htabsim
