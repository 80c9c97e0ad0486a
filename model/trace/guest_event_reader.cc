// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/guest_event_reader.h"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

namespace {

constexpr std::uint32_t kInstructionBytes = 4;
constexpr std::uint64_t kMaxVector = 0xffff;
constexpr std::uint64_t kMaxSpr = 1023;
constexpr std::uint64_t kMaxIh = 7;
constexpr std::uint32_t kMaxVcpus = 1024;

struct LineForm {
  char letter;
  std::string_view fields;
};

constexpr LineForm kLineForms[] = {
    {'C', "vcpu"},
    {'L', "pc ea size mode ra"},
    {'S', "pc ea size mode ra"},
    {'U', "pc ea size mode ra"},
    {'Z', "pc ea size mode ra"},
    {'X', "ea mode ra"},
    {'H', "op r4 r5 r6 r7 r8 r9 r10 r11 r12"},
    {'h', "r3 r4 r5 r6 r7 r8 r9 r10 r11"},
    {'M', "rs rb"},
    {'I', "rb"},
    {'A', "ih"},
    {'P', "spr value"},
    {'V', "vec dar dsisr srr0 srr1"},
};

std::uint64_t hex_field(FieldScanner& line, const char* name) {
  line.expect(' ', name);
  return line.hex(name);
}

std::uint64_t hex_field(FieldScanner& line, const char* name, std::uint64_t max) {
  line.expect(' ', name);
  return line.hex(name, max);
}

GuestMode mode_field(FieldScanner& line) {
  line.expect(' ', "mode");
  const char letter = line.letter("mode");
  switch (letter) {
    case 'u':
      return GuestMode::kUser;
    case 'k':
      return GuestMode::kKernel;
    case 'r':
      return GuestMode::kKernelReal;
    default:
      throw FieldError(fmt::format("mode is '{}', not u, k or r", letter));
  }
}

std::optional<GuestReal> ra_field(FieldScanner& line) {
  line.expect(' ', "ra");
  if (line.peek() != '-') return GuestReal(line.hex("ra"));
  line.expect('-', "ra");
  return std::nullopt;
}

MemoryAccess parse_access(FieldScanner& line, GuestAccessKind kind) {
  MemoryAccess access;
  access.kind = kind;
  access.pc = Ea(hex_field(line, "pc"));
  access.ea = Ea(hex_field(line, "ea"));
  line.expect(' ', "size");
  access.size = line.decimal("size", 1, kMaxAccessBytes);
  access.mode = mode_field(line);
  access.ra = ra_field(line);
  return access;
}

MemoryAccess parse_fetch(FieldScanner& line) {
  MemoryAccess access;
  access.kind = GuestAccessKind::kFetch;
  access.size = kInstructionBytes;
  access.ea = Ea(hex_field(line, "ea"));
  access.pc = access.ea;
  access.mode = mode_field(line);
  access.ra = ra_field(line);
  return access;
}

HcallIssue parse_hcall(FieldScanner& line) {
  constexpr const char* kNames[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12"};
  HcallIssue hcall;
  hcall.opcode = hex_field(line, "op");
  for (std::size_t i = 0; i < hcall.args.size(); ++i) hcall.args[i] = hex_field(line, kNames[i]);
  return hcall;
}

HcallReturn parse_hcall_return(FieldScanner& line) {
  constexpr const char* kNames[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"};
  HcallReturn result;
  result.status = hex_field(line, "r3");
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    result.values[i] = hex_field(line, kNames[i]);
  }
  return result;
}

SlbWrite parse_slb_write(FieldScanner& line) {
  SlbWrite write;
  write.rs = hex_field(line, "rs");
  write.rb = hex_field(line, "rb");
  return write;
}

SprWrite parse_spr_write(FieldScanner& line) {
  SprWrite write;
  write.spr = static_cast<std::uint32_t>(hex_field(line, "spr", kMaxSpr));
  write.value = hex_field(line, "value");
  return write;
}

InterruptTaken parse_interrupt(FieldScanner& line) {
  InterruptTaken taken;
  taken.vector = static_cast<std::uint32_t>(hex_field(line, "vec", kMaxVector));
  taken.dar = Ea(hex_field(line, "dar"));
  taken.dsisr = static_cast<std::uint32_t>(hex_field(line, "dsisr", UINT32_MAX));
  taken.srr0 = Ea(hex_field(line, "srr0"));
  taken.srr1 = hex_field(line, "srr1");
  return taken;
}

/// Into `event`, as a copy of what is as large as an hcall takes longer than to take a line apart.
void parse_fields(char letter, FieldScanner& line, GuestEvent& event) {
  switch (letter) {
    case 'L':
      event = parse_access(line, GuestAccessKind::kLoad);
      break;
    case 'S':
      event = parse_access(line, GuestAccessKind::kStore);
      break;
    case 'U':
      event = parse_access(line, GuestAccessKind::kAtomic);
      break;
    case 'Z':
      event = parse_access(line, GuestAccessKind::kDcbz);
      break;
    case 'X':
      event = parse_fetch(line);
      break;
    case 'H':
      event = parse_hcall(line);
      break;
    case 'h':
      event = parse_hcall_return(line);
      break;
    case 'M':
      event = parse_slb_write(line);
      break;
    case 'I':
      event = SlbInvalidate{hex_field(line, "rb")};
      break;
    case 'A':
      event = SlbInvalidateAll{static_cast<unsigned>(hex_field(line, "ih", kMaxIh))};
      break;
    case 'P':
      event = parse_spr_write(line);
      break;
    case 'V':
      event = parse_interrupt(line);
      break;
    default:
      throw FieldError("unknown event");
  }
}

void parse_event(std::string_view text, GuestEvent& event) {
  if (text.empty()) throw FieldError("the line is empty");
  FieldScanner line(text.substr(1));
  parse_fields(text.front(), line, event);
  line.finish();
}

/// What is wrong with a line: `fault` itself, unless the line already is of the wrong shape.
std::string explain(std::string_view text, const FieldError& fault) {
  if (text.empty()) return fault.what();
  const std::string_view word = text.substr(0, text.find(' '));
  const auto* form =
      std::find_if(std::begin(kLineForms), std::end(kLineForms),
                   [&](const LineForm& f) { return word == std::string_view(&f.letter, 1); });
  if (form == std::end(kLineForms)) {
    return fmt::format("unknown event '{}'; there are C L S U Z X H h M I A P V", word);
  }
  const auto blanks = [](std::string_view s) { return std::count(s.begin(), s.end(), ' '); };
  const auto expected = blanks(form->fields) + 1;
  if (blanks(text) == expected) return fault.what();
  return fmt::format("{} has {} fields, not {} ({})", word, blanks(text), expected, form->fields);
}

}  // namespace

bool GuestEventReader::next(GuestEvent& event) {
  std::string_view line;
  try {
    while (lines_.next(line)) {
      if (line.starts_with("C ")) {
        begin_turn(line);
        continue;
      }
      if (!vcpu_ && vcpus_.value_or(1) > 1) {
        throw FieldError("is before the first line C, so it is no processor's");
      }
      parse_event(line, event);
      return true;
    }
  } catch (const FieldError& fault) {
    lines_.fail(explain(line, fault));
  }
  return false;
}

void GuestEventReader::begin_turn(std::string_view line) {
  FieldScanner field(line.substr(1));
  field.expect(' ', "vcpu");
  const std::uint32_t vcpu = field.decimal("vcpu", 0, kMaxVcpus - 1);
  field.finish();
  if (vcpus_ && vcpu >= *vcpus_) {
    throw FieldError(fmt::format("there is no processor {}: the guest has {}", vcpu, *vcpus_));
  }
  vcpu_ = vcpu;
  ++turns_;
}

}  // namespace htabsim
