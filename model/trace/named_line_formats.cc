// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/named_line_formats.h"

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/trace/line_description.h"
#include "htabsim/model/trace/line_match.h"

namespace htabsim {

namespace {

// Numbers T5 to T10 are those of the list of trace formats. Where two fit, the first is taken.
constexpr NamedLineFormat kNamedLineFormats[] = {
    // T6. Since version 4 of the traces there are two numbers, and no T before the thread. The last
    // item is the rest of an instruction's bytes, which a long one has in a second line.
    {"drmemtrace-view",
     "fields=number [number] ':' ['T'] thread [kind size 'byte(s)' '@' address rest] {number:16};"
     "kinds=ifetch:fetch read:load write:store pref*:none iflush:none dflush:none non-fetched:none;"
     "skip='Output format:*' '<*--record#-*' '<record#>:*' '---*' '*: *<*>' '* tool results:'"
     "     '*: total instructions'",
     "DynamoRIO's drmemtrace view tool"},
    // T9. Variants of it add a size.
    {"pinatrace", "fields=pc ':' kind address [size];sep=blank;kinds=R:load W:store;end='#eof'",
     "pinatrace of Intel's Pin"},
    // T10. It says no size of a load or store; an instruction of POWER has 4 bytes.
    {"execlog",
     "fields=processor fetch skip skip {kind address [device]} {register};sep=comma;fetch-size=4;"
     "kinds=load:load store:store",
     "QEMU's execlog plugin"},
    // T7.
    {"dramsys",
     "fields=number ':' ['(' size ')'] kind address [skip];sep=blank;base=16;"
     "kinds=read:load write:store;skip='#*'",
     "DRAMSys (.stl, .rstl)"},
    // T8. As Ramulator does it: hexadecimal with 0x, else decimal.
    {"ramulator", "fields=kind address;sep=blank;kinds=LD:load ST:store",
     "Ramulator 2, trace of loads and stores"},
    // T5. The command's name has no blank in it.
    {"perf-script",
     "fields=skip kind address phys:16 page;sep=blank;base=16;"
     "kinds=*mem-loads*:load *mem-stores*:store;skip='#*'",
     "perf script -F comm,event,addr,phys_addr,data_page_size"},
    {"csv", "fields=header;sep=comma;skip='#*'", "comma-separated values; a header names them"},
    // A line may have a comment behind them, but then much would be taken for it.
    {"dinero",
     "fields=kind address;sep=blank;base=16;"
     "kinds=0:load 1:store 2:fetch 3:none 4:none",
     "Dinero (din): label, address"},
};

/// Throws FieldError if a line is in another format.
bool begins_in(LineFormat format, std::string_view start) {
  constexpr unsigned kEnoughLines = 20;
  LineAccesses found;
  unsigned lines = 0;
  for (std::size_t end = start.find('\n'); end != start.npos && lines < kEnoughLines;
       end = start.find('\n')) {
    const std::string_view line = start.substr(0, end);
    start.remove_prefix(end + 1);
    found.accesses.clear();
    const LineMeaning meaning = read_line(format, line, found);
    if (meaning == LineMeaning::kEnd) break;
    if (meaning == LineMeaning::kFields && format.header) format = with_columns(format, line);
    if (!found.accesses.empty()) ++lines;
  }
  return lines != 0;
}

}  // namespace

std::span<const NamedLineFormat> named_line_formats() { return kNamedLineFormats; }

bool is_in_line_format(const NamedLineFormat& named, std::string_view start) {
  try {
    return begins_in(parse_line_format(named.name), start);
  } catch (const FieldError&) {
    return false;
  }
}

}  // namespace htabsim
