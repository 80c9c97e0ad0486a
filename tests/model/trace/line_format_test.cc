// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_format.h"

#include <ostream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/line_description.h"
#include "htabsim/model/trace/line_match.h"
#include "htabsim/model/trace/named_line_formats.h"

namespace htabsim {
namespace {

/// What one line has, in short: kind, address, size, and what else was said.
std::string found_in(const std::string& format, const std::string& line) {
  LineAccesses found;
  const LineMeaning meaning = read_line(parse_line_format(format), line, found);
  if (meaning == LineMeaning::kPassedOver) return "passed over";
  if (meaning == LineMeaning::kEnd) return "end";
  std::string text;
  for (const PlainAccess& access : found.accesses) {
    text += fmt::format("{}{} {:x},{}", text.empty() ? "" : "; ",
                        "ILSM"[static_cast<unsigned>(access.kind)], access.ea.value(), access.size);
    if (access.thread != 0) text += fmt::format(" thread {}", access.thread);
    if (access.processor != PlainAccess::kNoProcessor)
      text += fmt::format(" processor {}", static_cast<unsigned>(access.processor));
    if (access.real != PlainAccess::kNoReal) text += fmt::format(" real {:x}", access.real.value());
    if (access.page_shift != 0) text += fmt::format(" page {}", access.page_shift);
  }
  if (found.physical != 0) text += fmt::format(" ({} physical)", found.physical);
  return text;
}

std::string fault_of_line(const std::string& format, const std::string& line) {
  try {
    return "read: " + found_in(format, line);
  } catch (const FieldError& fault) {
    return fault.what();
  }
}

std::string fault_of_description(const std::string& text) {
  try {
    parse_line_format(text);
  } catch (const UsageError& fault) {
    return fault.what();
  }
  return "none";
}

std::string recognised(const std::string& start) {
  for (const NamedLineFormat& named : named_line_formats()) {
    if (is_in_line_format(named, start)) return std::string(named.name);
  }
  return "none";
}

struct LineOfFormat {
  const char* format;
  const char* line;
  const char* found;
};

void PrintTo(const LineOfFormat& line, std::ostream* out) {
  *out << line.format << " '" << line.line << "'";
}

// What the tools themselves print: facts T5 to T10, and their documentation's examples.
constexpr LineOfFormat kLinesOfTools[] = {
    // T6: DynamoRIO/drmemtrace_samples, README.
    {"drmemtrace-view", "Output format:", "passed over"},
    {"drmemtrace-view", "<--record#-> <--instr#->: <---tid---> <record details>", "passed over"},
    {"drmemtrace-view", "<record#>: T<tid> <record details>", "passed over"},
    {"drmemtrace-view", "------------------------------------------------------------",
     "passed over"},
    {"drmemtrace-view", "           1           0:     2765542 <marker: version 5>", "passed over"},
    {"drmemtrace-view", "           2           0:     2765542 <marker: filetype 0xe40>",
     "passed over"},
    {"drmemtrace-view", "   441522: T48816 <marker: function #9>", "passed over"},
    {"drmemtrace-view", "  751070      480289:     2765542 <thread 2765542 exited>", "passed over"},
    {"drmemtrace-view",
     "       47742       37769:     2765543 ifetch       6 byte(s) @ 0x0000000000404a78 0f 84 5b "
     "01 "
     "00 00    jz     $0x0000000000404bd9 (untaken)",
     "I 404a78,6 thread 2765543"},
    {"drmemtrace-view",
     "        9829        8028:     1965461 read         8 byte(s) @ 0x00007ffe958f7450 by PC "
     "0x00007f76f6faf19f      ",
     "L 7ffe958f7450,8 thread 1965461"},
    {"drmemtrace-view",
     "   173371: T1774669 write        8 byte(s) @ 0x00007f8881e37a70 by PC 0x0000000000402680",
     "S 7f8881e37a70,8 thread 1774669"},
    {"drmemtrace-view", "  2923094: T3551528   ifetch 5 byte(s) @ 0x00007f7fe3a6175a  non-branch",
     "I 7f7fe3a6175a,5 thread 3551528"},
    {"drmemtrace-view",
     "       13: T462774 pref-w-L3-NT  8 byte(s) @ 0x00007f6c389ad238 by PC 0x00007f6cae908a5c",
     ""},
    {"drmemtrace-view", "       14: T462774 iflush      8192 byte(s) @ 0x7f6c389ad238 by PC 0x7f",
     ""},
    {"drmemtrace-view", "      343: T2538939                                       00", ""},
    {"drmemtrace-view", "View tool results:", "passed over"},
    {"drmemtrace-view", "         480289 : total instructions", "passed over"},
    // T7: DRAMSys, README.
    {"dramsys", "# Comment lines begin with #", "passed over"},
    {"dramsys", "31: read 0x400140", "L 400140,1"},
    {"dramsys", "33:\tread\t0x400160", "L 400160,1"},
    {"dramsys", "56: write 0x7fff8000 0x123456789abcdef...", "S 7fff8000,1"},
    {"dramsys", "81: (128) read 0x400180", "L 400180,128"},
    {"dramsys;size=64", "31: read 400140", "L 400140,64"},
    // T8. MemTrace-Pin writes decimal ones.
    {"ramulator", "LD 0x12345680", "L 12345680,1"},
    {"ramulator", "ST 132340325809728", "S 785ce21bfe40,1"},
    {"ramulator;base=16", "LD 7fff00", "L 7fff00,1"},
    // T9, and a variant with sizes.
    {"pinatrace", "0x7f5bb2c5e103: W 0x7ffd8b3a5f58", "S 7ffd8b3a5f58,1"},
    {"pinatrace", "0x7f5bb2c5e103: R 0x7ffd8b3a5f58 16", "L 7ffd8b3a5f58,16"},
    {"pinatrace", "#eof", "end"},
    // T10: QEMU, docs/about/emulation.
    {"execlog", "0, 0xa12, 0xf8012400, \"movs r4, #0\"", "I a12,4 processor 0"},
    {"execlog", "0, 0xd32, 0xf9893014, \"adds r0, #20\"", "I d32,4 processor 0"},
    {"execlog", "0, 0x10c8, 0xfff96c43, \"ldr r3, [r0, #0x44]\", load, 0x200000e4, RAM",
     "I 10c8,4 processor 0; L 200000e4,1 processor 0 (1 physical)"},
    {"execlog", "1, 0x10000490, 0xf821ffd1, \"stdu r1, -0x30(r1)\", load, 0x40007ff8, store, 0x10",
     "I 10000490,4 processor 1; L 40007ff8,1 processor 1; S 10,1 processor 1"},
    {"execlog", "0, 0x10, 0x60000000, \"mr r1, r2\", load, 0x00000020, sp -> 0x0000, r1 -> 0x00",
     "I 10,4 processor 0; L 20,1 processor 0"},
    {"execlog", "0, 0x10, 0x60000000, \"b\", store, 0x30, vga low, r1 -> 0x00",
     "I 10,4 processor 0; S 30,1 processor 0 (1 physical)"},
    {"execlog;size=8;fetch-size=2", "0, 0x10, 0x1, \"ld\", load, 0x20",
     "I 10,2 processor 0; L 20,8 processor 0"},
    {"execlog", "", "passed over"},
    // T5.
    {"perf-script", "  a.out  cpu/mem-loads,ldlat=30/P:      7ffc8d1b2f40   1234f40 64K",
     "L 7ffc8d1b2f40,1 real 1234f40 page 16"},
    {"perf-script", "bash cpu/mem-stores/P:  7ffc8d1b2f40 0 N/A", "S 7ffc8d1b2f40,1"},
    {"dinero;fields=kind address rest", "2 0 This is an instruction fetch at hex address 0.",
     "I 0,1"},
    {"dinero", "1 70f60888", "S 70f60888,1"},
    {"dinero", "4 0", ""},
};

// What a user might describe.
constexpr LineOfFormat kDescribedLines[] = {
    {"fields=kind,address,size", "R 0x7f00,8", "L 7f00,8"},
    {"fields=kind,address,size", " w  0x7F00 , 8 \r", "S 7f00,8"},
    {"fields=kind address size", "readi 0x04000BE0 2", "I 4000be0,2"},
    {"fields=kind address size", "M\t32512\t0x10", "M 7f00,16"},
    {"fields=address;kind=load", "0x10", "L 10,1"},
    {"fields=address;kind=store;base=16;size=8", "ffffffffffffffff", "S ffffffffffffffff,8"},
    {"fields=address:16;kind=fetch;fetch-size=4", "10", "I 10,4"},
    {"fields=address [kind];kind=load", "0x10", "L 10,1"},
    {"fields=address [kind];kind=load", "0x10 W", "S 10,1"},
    {"fields=load [store];size=8", "4096 8192", "L 1000,8; S 2000,8"},
    {"fields=number load [store]", "3 20734016 20841280", "L 13c6040,1; S 13e0340,1"},
    {"fields=fetch kind address size;fetch-size=4", "0x1000 R 0x20 8", "I 1000,4; L 20,8"},
    {"fields=fetch size", "0x1000 4", "I 1000,4"},
    {"fields=kind {address}", "R 1 2 3", "L 1,1; L 2,1; L 3,1"},
    {"fields=kind {address size}", "R 1,8 2,16", "L 1,8; L 2,16"},
    {"fields=kind address ':' size 'B'", "R 0x10:8B", "L 10,8"},
    {"fields='[' kind ']' address", "[W]0x10", "S 10,1"},
    {"fields=kind ':' address", "W:0x10", "S 10,1"},
    {"fields=kind '+' address;kinds=LOAD:load,st*:store", "Store+16", "S 10,1"},
    {"fields=address,kind,thread,processor;sep=comma", "16,R,7,3", "L 10,1 thread 7 processor 3"},
    {"fields=kind,address,size;sep=comma;size=4", "\"R\",\"0x10\",", "L 10,4"},
    {"fields=skip,kind,address;sep=comma", "\"a, \"\"b\",W, 16", "S 10,1"},
    {"fields=skip,kind,address;sep=comma", ",W,16", "S 10,1"},
    {"fields=skip kind address;sep=semicolon", "a b;W;16", "S 10,1"},
    {"fields=skip kind address;sep=tab", "a b\tW\t16", "S 10,1"},
    {"fields=kind address;skip='//*','*warning*'", "// a comment", "passed over"},
    {"fields=kind address;skip='//*','*warning*'", "a warning here", "passed over"},
    {"fields=kind address rest", "R 16 as I said", "L 10,1"},
    {"fields=kind address real page", "R 0x2010 0x510 4096", "L 2010,1 real 510 page 12"},
};

class LineOfFormatTest : public testing::TestWithParam<LineOfFormat> {};
INSTANTIATE_TEST_SUITE_P(Tools, LineOfFormatTest, testing::ValuesIn(kLinesOfTools));
INSTANTIATE_TEST_SUITE_P(Described, LineOfFormatTest, testing::ValuesIn(kDescribedLines));

TEST_P(LineOfFormatTest, IsRead) {
  EXPECT_EQ(fault_of_line(GetParam().format, GetParam().line),
            std::string("read: ") + GetParam().found);
}

// Beside each line above, ones that nearly are.
constexpr LineOfFormat kWrongLines[] = {
    {"pinatrace", "0x10: X 0x20", "kind is 'X', not one of r w"},
    {"pinatrace", "0x10 R 0x20", "unexpected 'R' before ':'"},
    {"pinatrace", "0x10: R", "the line ends before address"},
    {"pinatrace", "0x10: R 0x",
     "address is '0x', not a decimal number, nor a hexadecimal one with "
     "0x of at most 64 bits"},
    {"pinatrace", "0x10: R 7f",
     "address is '7f', not a decimal number, nor a hexadecimal one with "
     "0x of at most 64 bits"},
    {"pinatrace", "0x10: R 0x12345678123456789",
     "address is '0x12345678123456789', not a decimal number, nor a hexadecimal one with 0x of at "
     "most 64 bits"},
    {"pinatrace", "0x10: R 0x20 0", "size is '0', not a number from 1 to 4096"},
    {"pinatrace", "0x10: R 0x20 4097", "size is '4097', not a number from 1 to 4096"},
    {"pinatrace", "0x10: R 0x20 8 9", "unexpected '9' after the last field"},
    {"pinatrace", "# eof",
     "pc is '#', not a decimal number, nor a hexadecimal one with 0x of at "
     "most 64 bits"},
    {"drmemtrace-view", "1 0: 5 read 8 byte(s) @ 0x1g by PC 0x1",
     "address is '0x1g', not a decimal number, nor a hexadecimal one with 0x of at most 64 bits"},
    {"drmemtrace-view", "1 0: 5 fetch 8 byte(s) @ 0x10",
     "kind is 'fetch', not one of ifetch read write pref* iflush dflush non-fetched"},
    {"drmemtrace-view", "1 0: 4294967296 read 8 byte(s) @ 0x10",
     "thread is '4294967296', not a number from 0 to 4294967295"},
    {"dramsys", "31: (4097) read 0x10", "size is '4097', not a number from 1 to 4096"},
    {"dramsys", "31: (8 read 0x10", "unexpected 'r' before ')'"},
    {"ramulator", "LD 7f00a",
     "address is '7f00a', not a decimal number, nor a hexadecimal one with "
     "0x of at most 64 bits"},
    {"ramulator", "RD 0x10", "kind is 'RD', not one of ld st"},
    {"execlog", "0, 0x10, 0x1, \"b\", lode, 0x20", "kind is 'lode', not one of load store"},
    {"execlog", "0, 0x10, 0x1, \"b", "skip is '\"b', not a field of its own"},
    {"execlog", "0, 0x10, 0x1, \"b\", load", "the line ends before address"},
    {"execlog", "65535, 0x10, 0x1, \"b\"", "processor is '65535', not a number from 0 to 65534"},
    {"perf-script", "a cpu/mem-loads/: 10 10 48K",
     "page is '48K', not the size of a page, such as "
     "64K"},
    {"perf-script", "Web Content cpu/mem-loads/: 10 10 4K",
     "kind is 'Content', not one of *mem-loads* *mem-stores*"},
    {"dinero", "1 0 27", "unexpected '27' after the last field"},
    {"fields=kind address rest", "R 1:2", "unexpected ':' before rest"},
    {"dinero", "5 10", "kind is '5', not one of 0 1 2 3 4"},
    {"fields=kind address;sep=comma", "R,",
     "address is '', not a decimal number, nor a hexadecimal "
     "one with 0x of at most 64 bits"},
    {"fields=kind address;sep=comma", ",16", "the line does not say the kind of its access"},
    {"fields=kind address size:10", "R 16 0x8", "size is '0x8', not a decimal number"},
    {"fields=kind address", "R 1.5",
     "address is '1.5', not a decimal number, nor a hexadecimal one "
     "with 0x of at most 64 bits"},
    {"fields=kind address;sep=blank", "R 16,8", "unexpected ',8' after the last field"},
};

class WrongLineOfFormat : public testing::TestWithParam<LineOfFormat> {};
INSTANTIATE_TEST_SUITE_P(Lines, WrongLineOfFormat, testing::ValuesIn(kWrongLines));

TEST_P(WrongLineOfFormat, IsRefusedWithTheFieldAndWhatLinesAre) {
  const LineFormat format = parse_line_format(GetParam().format);
  const std::string of = format.name.empty() ? "" : " of the format " + format.name;
  EXPECT_EQ(fault_of_line(GetParam().format, GetParam().line),
            fmt::format("{}; lines{} are: {}", GetParam().found, of, format.fields));
}

TEST(LineFormat, WrongDescriptionIsNamedWithWhatWasMeant) {
  const std::pair<const char*, const char*> kFaults[] = {
      {"",
       "there is no part fields=..., which says what is in a line, as in "
       "fields=kind,address,size"},
      {"pinatrase",
       "there is no format 'pinatrase', only drmemtrace-view, pinatrace, execlog, dramsys, "
       "ramulator, perf-script, csv, dinero; did you mean 'pinatrace'?"},
      {"feilds=address",
       "there is no part 'feilds', only fields, sep, base, size, fetch-size, kind, kinds, skip, "
       "end; did you mean 'fields'?"},
      {"fields=kind adress",
       "there is no field 'adress', only address, kind, size, thread, processor, real, page, "
       "fetch, load, store, modify, pc, number, skip, rest, device, register, phys; did you mean "
       "'address'?"},
      {"fields=kind address:8", "there is no base of a number '8', only auto, 10, 16"},
      {"fields=kind address;sep=comma;sep=tab", "sep is there twice"},
      {"fields=kind address;sep=coma",
       "there is no separator 'coma', only any, blank, comma, semicolon, tab; did you mean "
       "'comma'?"},
      {"fields=kind address;base=hex", "there is no base of a number 'hex', only auto, 10, 16"},
      {"fields=kind address;size=0", "size is '0', not a number from 1 to 4096"},
      {"fields=address;kind=lode",
       "there is no kind 'lode', only load, store, fetch, modify, process, fork, exit, none; did "
       "you mean 'load'?"},
      {"fields=kind address;kinds=R", "kinds has 'R', not WORD:KIND as in R:load"},
      {"fields=kind address;kinds=R:lod",
       "there is no kind 'lod', only load, store, fetch, modify, process, fork, exit, none; did "
       "you mean 'load'?"},
      {"fields=kind address;skip=#", "skip is #, not a text in quotes ''"},
      {"fields=kind address;skip='#", "a quote ' is left open in 'fields=kind address;skip='#'"},
      {"fields=kind address;kind", "'kind' is not of the form WHAT=VALUE"},
      {"fields=kind", "fields=kind: there is no address in it"},
      {"fields=address",
       "fields=address: nothing says the kind of the access; name the field "
       "'kind', or add kind=load"},
      {"fields=kind address kind", "fields=kind address kind: 'kind' is there twice"},
      {"fields=kind address address", "fields=kind address address: 'address' is there twice"},
      {"fields=kind [address", "fields=kind [address: a bracket is left open"},
      {"fields=kind address]", "fields=kind address]: there is nothing that ']' closes"},
      {"fields=kind [address}", "fields=kind [address}: its brackets are crossed"},
      {"fields=kind address []", "fields=kind address []: there is nothing between two brackets"},
      {"fields=kind {address {size}}",
       "fields=kind {address {size}}: there is a repetition in a repetition"},
      {"fields=kind rest address", "fields=kind rest address: nothing can come after 'rest'"},
      {"fields=load ''", "a text is '', not a text in quotes ''"},
  };
  for (const auto& [text, fault] : kFaults) {
    EXPECT_EQ(fault_of_description(text), std::string("format: ") + fault) << text;
  }
}

TEST(LineFormat, EveryNamedOneIsDescribed) {
  for (const NamedLineFormat& format : named_line_formats()) {
    EXPECT_EQ(fault_of_description(std::string(format.description)), "none") << format.name;
    EXPECT_EQ(parse_line_format(format.name).name, format.name);
    EXPECT_FALSE(format.source.empty());
  }
}

TEST(LineFormat, HeaderNamesColumnsInAnyOrder) {
  const LineFormat csv = parse_line_format("csv;base=16");
  const LineFormat format =
      with_columns(csv, "\xef\xbb\xbf\"Time\", Size,TID ,addr,RW,comment,cpu\r");
  LineAccesses found;
  read_line(format, "1.5,8,7,7fff00,W,\"a, b\",2", found);
  read_line(format, "1.5,,,7fff08,r,,", found);
  ASSERT_EQ(found.accesses.size(), 2u);
  EXPECT_EQ(found.accesses[0].ea, Ea(0x7fff00));
  EXPECT_EQ(found.accesses[0].size, 8u);
  EXPECT_EQ(found.accesses[0].kind, PlainAccessKind::kStore);
  EXPECT_EQ(found.accesses[1].ea, Ea(0x7fff08));
  EXPECT_EQ(found.accesses[1].size, 1u);
}

TEST(LineFormat, HeaderMustNameAddressAndKindOnce) {
  const auto fault = [](const char* description, const char* header) -> std::string {
    try {
      with_columns(parse_line_format(description), header);
    } catch (const FieldError& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(fault("csv", "op,address"), "none");
  EXPECT_EQ(fault("csv;kind=load", "address"), "none");
  EXPECT_EQ(fault("csv", "op,adress"),
            "no column of the header is named address (or addr, ea, vaddr)");
  EXPECT_EQ(fault("csv", "address,size"),
            "no column of the header is named kind (or op, type, rw), and no kind=load stands for "
            "it");
  EXPECT_EQ(fault("csv", "address,op,vaddr"), "two columns give the address");
}

TEST(LineFormat, IsRecognisedByItsLines) {
  EXPECT_EQ(recognised("Output format:\n<--record#-> <--instr#->: <---tid---> <record details>\n"
                       "-----\n 1 0: 27 <marker: version 5>\n"
                       " 2 1: 27 ifetch 4 byte(s) @ 0x0000000000404a78 non-branch\n 3 1: 27 re"),
            "drmemtrace-view");
  EXPECT_EQ(recognised("0x7f00: R 0x10\n0x7f03: W 0x18\n#eof\n"), "pinatrace");
  EXPECT_EQ(recognised("0, 0xa12, 0xf8012400, \"movs r4, #0\"\n"), "execlog");
  EXPECT_EQ(recognised("# a\n31: read 0x400140\n81: (128) read 0x400180\n"), "dramsys");
  EXPECT_EQ(recognised("LD 0x10\nST 20\n"), "ramulator");
  EXPECT_EQ(recognised("a.out cpu/mem-loads/P: 7ffc 1234 4K\n"), "perf-script");
  EXPECT_EQ(recognised("op,addr,bytes\nR,0x10,8\n"), "csv");
  EXPECT_EQ(recognised("0 7fff00\n1 7fff08\n"), "dinero");
}

TEST(LineFormat, IsNotRecognisedByHalf) {
  EXPECT_EQ(recognised(""), "none");
  EXPECT_EQ(recognised("\n\n"), "none");
  EXPECT_EQ(recognised("LD 0x10"), "none") << "the line may be cut";
  EXPECT_EQ(recognised("LD 0x10\nLD 0x1"), "ramulator") << "a cut line says nothing";
  EXPECT_EQ(recognised("LD 0x10\nLD what\n"), "none");
  EXPECT_EQ(recognised("0x7f00: R 0x10\n0x7f00: X 0x10\n"), "none");
  EXPECT_EQ(recognised("op,addr\n"), "none") << "a header alone has no access";
  EXPECT_EQ(recognised("3 0\n4 0\n"), "none");
  EXPECT_EQ(recognised(" 1 0: 27 <marker: version 5>\n"), "none");
}

TEST(LineFormat, LooksAtTwentyLinesWithAnAccess) {
  std::string start;
  for (int i = 0; i < 20; ++i) start += "LD 0x10\n\n";
  EXPECT_EQ(recognised(start + "what\n"), "ramulator");
  EXPECT_EQ(recognised(start.substr(9) + "what\n"), "none");
}

// T12, and the events of a captured guest.
TEST(LineFormat, TakesNoTraceOfAnotherReader) {
  for (const char* start : {"I  04001000,3\n", " L 1ffe,8\n",
                            " S 1000,8\n",     " M 10,4\nI  10,2\n",
                            "==12== Lackey\n", "--12-- WARNING\n",
                            "**12** x\n",      "SB 04001000\n",
                            "L 10000 8 0 u\n", "C 0\n",
                            "L 10000\n",       "S 10000 8\n",
                            "I 4 10\n",        "U 7 8\n",
                            "Z 10\n",          "X 0 1 2\n",
                            "H 1 2\n",         "h 1\n",
                            "M 10 8\n",        "A 1\n",
                            "P 0\n",           "V 1\n"}) {
    EXPECT_EQ(recognised(start), "none") << start;
  }
}

}  // namespace
}  // namespace htabsim
