// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/event_alias.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace htabsim {

namespace {

struct Alias {
  std::string_view linux_name;
  std::string_view power_name;
};

constexpr Alias kAliases[] = {
    {"cycles", "PM_CYC"},
    {"cpu-cycles", "PM_CYC"},
    {"dTLB-load-misses", "PM_DTLB_MISS"},
    {"iTLB-load-misses", "PM_ITLB_MISS"},
    {"L1-dcache-loads", "PM_LD_REF_L1"},
    {"L1-dcache-load-misses", "PM_LD_MISS_L1"},
    {"LLC-loads", "PM_DATA_FROM_L3"},
};

struct Code {
  std::uint64_t code = 0;
  std::string_view power_name;
};

/// PM_LD_REF_L1 is not among them: its code is another on each.
constexpr Code kCodes[] = {
    {0x0001e, "PM_CYC"},        {0x600f4, "PM_RUN_CYC"},      {0x200f4, "PM_RUN_CYC"},
    {0x300fc, "PM_DTLB_MISS"},  {0x400fc, "PM_ITLB_MISS"},    {0x3e054, "PM_LD_MISS_L1"},
    {0x400f0, "PM_LD_MISS_L1"}, {0x4c042, "PM_DATA_FROM_L3"},
};

std::optional<std::uint64_t> hexadecimal(std::string_view digits) {
  if (digits.starts_with("0x")) digits.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value, 16);
  return error == std::errc() && end == digits.end() ? std::optional(value) : std::nullopt;
}

/// Of "r300fc", "r300fc:u", "cpu/event=0x300fc/" and "cpu/config=0x300fc,.../u".
std::optional<std::uint64_t> code_of(std::string_view event) {
  if (const auto open = event.find('/'); open != event.npos) {
    std::string_view term = event.substr(open + 1);
    term = term.substr(0, term.find_first_of(",/"));
    for (const std::string_view key : {"event=", "config="}) {
      if (term.starts_with(key)) return hexadecimal(term.substr(key.size()));
    }
    return std::nullopt;
  }
  if (!event.starts_with('r')) return std::nullopt;
  return hexadecimal(event.substr(1, event.find(':') - 1));
}

}  // namespace

std::string_view power_event_name(std::string_view event) {
  if (const auto code = code_of(event)) {
    const auto* known = std::ranges::find(kCodes, *code, &Code::code);
    return known != std::end(kCodes) ? known->power_name : event;
  }
  const std::string_view bare = event.substr(0, event.find(':'));
  const auto* known = std::ranges::find(kAliases, bare, &Alias::linux_name);
  return known != std::end(kAliases) ? known->power_name : event;
}

}  // namespace htabsim
