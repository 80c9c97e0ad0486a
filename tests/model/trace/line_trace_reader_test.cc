// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_trace_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/isa/bits.h"
#include "htabsim/model/trace/line_description.h"
#include "htabsim/model/trace/named_line_formats.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

LineTraceReader line_reader(const std::filesystem::path& path, std::string_view format) {
  return {LineReader(InputFile(path)), parse_line_format(format)};
}

struct LineTrace {
  std::vector<PlainAccess> accesses;
  std::vector<TraceRemark> remarks;
};

LineTrace read_lines(std::string_view format, const std::string& text) {
  const TemporaryFolder folder;
  LineTraceReader reader = line_reader(folder.file("trace", text), format);
  LineTrace trace;
  for (PlainAccess access; reader.next(access);) trace.accesses.push_back(access);
  trace.remarks = reader.remarks();
  return trace;
}

TEST(LineTraceReader, GivesAllAccessesOfALineWithItsNumber) {
  // T10.
  const LineTrace trace = read_lines("execlog",
                                     "0, 0x10, 0xe8610000, \"ld r3, 0(r1)\", load, 0x100\n"
                                     "1, 0x14, 0x60000000, \"nop\"\n");
  ASSERT_EQ(trace.accesses.size(), 3u);
  EXPECT_EQ(trace.accesses[0].kind, PlainAccessKind::kFetch);
  EXPECT_EQ(trace.accesses[0].size, 4u);
  EXPECT_EQ(trace.accesses[1].kind, PlainAccessKind::kLoad);
  EXPECT_EQ(trace.accesses[1].ea, Ea(0x100));
  EXPECT_EQ(trace.accesses[1].line, 1u);
  EXPECT_EQ(trace.accesses[2].line, 2u);
  EXPECT_EQ(trace.accesses[2].processor, 1u);
  EXPECT_TRUE(trace.remarks.empty());
}

TEST(LineTraceReader, CountsLinesWithoutAnAccess) {
  // T6.
  const LineTrace trace = read_lines("drmemtrace-view",
                                     "Output format:\n"
                                     "<--record#-> <--instr#->: <---tid---> <record details>\n"
                                     "-----------------------\n"
                                     "           1           0:     42 <marker: version 5>\n"
                                     "           2           0:     42 pref-r 1 byte(s) @ 0x10\n"
                                     "           3           1:     42 read 8 byte(s) @ 0x20\n");
  ASSERT_EQ(trace.accesses.size(), 1u);
  EXPECT_EQ(trace.accesses[0].line, 6u);
  EXPECT_EQ(trace.accesses[0].thread, 42u);
  EXPECT_EQ(trace.remarks, (std::vector<TraceRemark>{{"lines without an access", 5}}));
}

TEST(LineTraceReader, CountsPhysicalAddresses) {
  const LineTrace trace = read_lines(
      "execlog", "0, 0x10, 0x1, \"ld\", load, 0x100, RAM\n0, 0x14, 0x1, \"b\", store, 0x8, uart\n");
  EXPECT_EQ(trace.accesses.size(), 4u);
  EXPECT_EQ(trace.remarks,
            (std::vector<TraceRemark>{{"accesses whose address is physical, not effective", 2}}));
}

TEST(LineTraceReader, ReadsTheColumnsThatAHeaderNames) {
  const LineTrace trace =
      read_lines("csv", "# made by hand\ntime,size,addr,op\n5,8,0x10,R\n\n6,,32,W\n");
  ASSERT_EQ(trace.accesses.size(), 2u);
  EXPECT_EQ(trace.accesses[0].size, 8u);
  EXPECT_EQ(trace.accesses[0].ea, Ea(0x10));
  EXPECT_EQ(trace.accesses[1].kind, PlainAccessKind::kStore);
  EXPECT_EQ(trace.accesses[1].size, 1u);
  EXPECT_EQ(trace.accesses[1].line, 5u);
}

TEST(LineTraceReader, NamesALineThatDoesNotFit) {
  const TemporaryFolder folder;
  const auto path = folder.file("trace", "0x10: R 0x20\n0x10: Q 0x20\n");
  LineTraceReader reader = line_reader(path, "pinatrace");
  PlainAccess access;
  EXPECT_TRUE(reader.next(access));
  EXPECT_EQ(caught([&] { reader.next(access); }).what(),
            path.string() +
                ":2: kind is 'Q', not one of r w; lines of the format pinatrace are: "
                "pc ':' kind address [size]");
}

TEST(LineTraceReader, NothingComesAfterTheEnd) {
  // T9.
  EXPECT_EQ(read_lines("pinatrace", "0x10: R 0x20\n#eof\n\n").accesses.size(), 1u);
  const InputError error =
      caught([] { read_lines("pinatrace", "0x10: R 0x20\n#eof\n0x10: R 0x20\n"); });
  EXPECT_EQ(error.line(), 3u);
  EXPECT_EQ(error.text(), "comes after the end of the trace in line 2");
}

TEST(LineTraceReader, NamesAHeaderThatSaysNoAddress) {
  const InputError error = caught([] { read_lines("csv", "op,size\nR,8\n"); });
  EXPECT_EQ(error.line(), 1u);
}

TEST(LineTraceReader, RefusesAFileCutShortWithinALine) {
  EXPECT_EQ(caught([] { read_lines("ramulator", "LD 0x10\nLD 0x1"); }).line(), 2u);
}

/// An access with all that a line can say of it.
PlainAccess any_access() {
  PlainAccess access;
  access.kind = *rc::gen::element(PlainAccessKind::kFetch, PlainAccessKind::kLoad,
                                  PlainAccessKind::kStore, PlainAccessKind::kModify);
  access.ea = Ea(*rc::gen::arbitrary<std::uint64_t>());
  access.size = static_cast<std::uint16_t>(*rc::gen::inRange(1, 4097));
  access.thread = *rc::gen::arbitrary<std::uint32_t>();
  access.processor = static_cast<std::uint16_t>(*rc::gen::inRange(0, 65535));
  access.real = GuestReal(*rc::gen::inRange<std::uint64_t>(1, PlainAccess::kNoReal.value()));
  access.page_shift = static_cast<std::uint8_t>(*rc::gen::inRange(12, 61));
  return access;
}

/// What a described field of the access looks like; `base` says how its addresses are written.
std::string written_field(const std::string& field, const PlainAccess& access,
                          const std::string& base) {
  const auto number = [&](std::uint64_t value) {
    if (base == "16") return fmt::format("{:x}", value);
    return base == "10" ? fmt::format("{}", value) : fmt::format("{:#x}", value);
  };
  if (field == "address") return number(access.ea.value());
  if (field == "real") return number(access.real.value());
  if (field == "kind") return fmt::format("{}", "ILSM"[static_cast<unsigned>(access.kind)]);
  if (field == "size") return fmt::format("{}", access.size);
  if (field == "thread") return fmt::format("{}", access.thread);
  if (field == "processor") return fmt::format("{}", static_cast<unsigned>(access.processor));
  if (field == "page") return fmt::format("{}", std::uint64_t{1} << access.page_shift);
  return field == "skip" ? "\"what, ever\"" : "7";
}

/// The access as a trace with these fields gives it.
PlainAccess as_described(const PlainAccess& access, const std::vector<std::string>& fields,
                         std::uint64_t line) {
  const auto has = [&](const char* field) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  };
  PlainAccess given = access;
  const PlainAccess nothing;
  if (!has("size")) given.size = nothing.size;
  if (!has("thread")) given.thread = nothing.thread;
  if (!has("processor")) given.processor = PlainAccess::kNoProcessor;
  if (!has("real")) given.real = nothing.real;
  if (!has("page")) given.page_shift = nothing.page_shift;
  given.line = line & low_mask(48);
  return given;
}

RC_GTEST_PROP(LineTraceReader, ReadsBackWhatIsWrittenInAnyDescribedOrder, ()) {
  std::vector<std::string> fields = {"size", "thread", "processor", "real",
                                     "page", "skip",   "number",    "pc"};
  fields.resize(*rc::gen::inRange<std::size_t>(0, fields.size() + 1));
  fields.insert(fields.end(), {"kind", "address"});
  for (std::size_t i = fields.size(); i > 1; --i) {
    std::swap(fields[i - 1], fields[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  const std::vector<std::pair<std::string, std::string>> separators = {
      {"any", " , "}, {"any", " "},    {"any", ","},        {"blank", "\t "},
      {"comma", ","}, {"comma", " ,"}, {"semicolon", "; "}, {"tab", "\t"}};
  const auto separator = *rc::gen::elementOf(separators);
  const auto base = *rc::gen::elementOf(std::vector<std::string>{"16", "10", "auto"});

  std::string description = fmt::format("sep={};base={};fields=", separator.first, base);
  for (const std::string& field : fields) description += field + " ";
  std::string text;
  std::vector<PlainAccess> expected;
  const auto count = *rc::gen::inRange<std::size_t>(0, 5);
  for (std::size_t i = 0; i < count; ++i) {
    const PlainAccess access = any_access();
    for (const std::string& field : fields) {
      text +=
          (&field == &fields.front() ? "" : separator.second) + written_field(field, access, base);
    }
    text += "\n";
    expected.push_back(as_described(access, fields, i + 1));
  }
  RC_LOG(description + "\n" + text);
  RC_ASSERT(read_lines(description, text).accesses == expected);
}

RC_GTEST_PROP(LineTraceReader, AcceptsOrNamesTheLineOfAnyText, (const std::string& noise)) {
  const auto& formats = named_line_formats();
  const auto format = *rc::gen::inRange<std::size_t>(0, formats.size());
  try {
    read_lines(formats[format].name, noise + "\n");
  } catch (const InputError& error) {
    RC_ASSERT(error.line() != InputError::kNoLine);
  }
}

}  // namespace
}  // namespace htabsim
