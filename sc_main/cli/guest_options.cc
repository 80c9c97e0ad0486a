// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/guest_options.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/cli/value_names.h"

namespace htabsim {

namespace {

constexpr const char* kOn = "--on";
constexpr const char* kGuest = "--guest";
constexpr const char* kTable = "--table";
constexpr const char* kTrace = "--trace";
constexpr const char* kOrder = "--order";

bool is_name(const std::string& text) {
  const auto is_part = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  return !text.empty() && std::ranges::all_of(text, is_part);
}

void begin_guest(std::vector<GuestFiles>& guests, const std::string& name) {
  if (!is_name(name)) {
    throw UsageError(fmt::format("--on \"{}\": a guest's name has letters, digits, _ and -", name));
  }
  if (std::ranges::find(guests, name, &GuestFiles::name) != guests.end()) {
    throw UsageError(fmt::format("--on {} was given before", name));
  }
  const bool is_first = guests.size() == 1 && guests.front().name.empty();
  if (!is_first || !guests.front().empty()) guests.emplace_back();
  guests.back().name = name;
}

void set_once(std::filesystem::path& path, const char* option, const std::string& value) {
  if (!path.empty()) {
    throw UsageError(
        fmt::format("{} was given twice for one guest; --on NAME begins another", option));
  }
  path = value;
}

void take(std::vector<GuestFiles>& guests, const std::string& option, const std::string& value) {
  if (option == kOn) return begin_guest(guests, value);
  GuestFiles& guest = guests.back();
  if (option == kGuest) {
    set_once(guest.guest, kGuest, value);
  } else if (option == kTable) {
    set_once(guest.table, kTable, value);
  } else if (option == kTrace) {
    guest.traces.push_back(parse_trace_file(value));
  } else {
    guest.order = parse_replay_order(value);
  }
}

}  // namespace

void add_guest_options(CommandSyntax& command, std::vector<GuestFiles>& guests) {
  command.add_in_order(
      {{kGuest, "folder of a captured guest: its processors", "DIR"},
       {.name = kOrder,
        .meaning =
            "of a captured guest's processors: \"recorded\" (default), one at a time as they "
            "were recorded, or \"free\", each at its own pace",
        .value = "ORDER",
        .value_names = enumerator_value_names<ReplayOrder>},
       {kTable, "HTAB stream, or QEMU's migration file: the table of a guest that stands still",
        "FILE"},
       {kTrace,
        "plain address trace, - for standard input: one more processor; may be given again. Traces "
        "with the same SPACE are threads of one program. A folder of drmemtrace's has a processor "
        "for each recorded one",
        "FILE[@SPACE]"},
       {kOn,
        "what follows of these options is of this guest, which shares the host with those before; "
        "the first one is migrated",
        "NAME"}},
      [&guests](const std::string& option, const std::string& value) {
        take(guests, option, value);
      });
}

}  // namespace htabsim
