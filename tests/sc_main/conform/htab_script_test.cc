// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/conform/htab_canonical.h"
#include "sc_main/conform/htab_digest.h"
#include "sc_main/conform/htab_functional_machine.h"
#include "sc_main/conform/htab_run.h"
#include "tests/model/htab/stream_text.h"

namespace htabsim::htab_test {
namespace {

HtabScript parse(const std::string& text) {
  std::istringstream stream(text);
  return parse_htab_script(stream, "case.htab");
}

ConformanceOutcome run(const std::string& text, HpteFormat format = HpteFormat::isa207,
                       HeaderOrder order = HeaderOrder::kBig) {
  const HtabScript script = parse(text);
  return run_htab_script(script, HtabFunctionalMachine::factory(script.parsing, format, order));
}

/// The text of the InputError that a script ends with, after the file's name.
std::string input_error(const std::string& script) {
  try {
    run(script);
  } catch (const InputError& error) {
    return std::string(error.what()).substr(std::string("case.htab").size());
  }
  return "no error";
}

const std::string kTable = "hpt order 18\n";

TEST(HtabScriptTest, SetTouchUpdateAndExpectAreTheGuestsView) {
  const std::string script = "# a comment\n" + kTable +
                             "set 5 4000000000000081 0000000000001012\n"
                             "expect 5 4000000000000081 0000000000001012\n"
                             "touch 5 r\nexpect 5 4000000000000081 0000000000001112\n"
                             "touch 5 c\nexpect 5 4000000000000081 0000000000001192\n"
                             "update 5 4000000000000101 0000000000002012\n"
                             "expect 5 4000000000000101 0000000000002012\n"
                             "update 5 0000000000000000 0000000000000000\n"
                             "touch 5 rc\nexpect 5 0000000000000000 -\n"
                             "fill 100 3 4000000000000001 1000 80 1000\n"
                             "expect 102 4000000000000101 3000\nexpect 103 0 -\n";
  EXPECT_EQ(run(script), std::nullopt);
  EXPECT_EQ(run(script, HpteFormat::isa300), std::nullopt);
}

TEST(HtabScriptTest, ReadDrainAndDataAreComparedInFull) {
  // Entry 0 and 16383 = 0x3fff invalid ones; V is shown with bit 0x40 (R29).
  const std::string data =
      "0000000000013fff"
      "40000000000000c1"
      "0000000000001012";
  const std::string start = kTable + "set 0 4000000000000081 0000000000001012\nopen r 0 0 -> ok\n";
  EXPECT_EQ(run(start + "read r 4096 -> 24\ndata " + data + "\n"), std::nullopt);
  EXPECT_EQ(run(start + "drain r 4096 -> 2 24\ndata " + data + "\n"), std::nullopt);
  EXPECT_EQ(run(start + "read r 4096 -> 32\ndata " + data + "\n"),
            (ConformanceFailure{4, "32", "24"}));
  std::string other = data;
  other.back() = '3';
  EXPECT_EQ(run(start + "read r 4096 -> 24\ndata " + other + "\n"),
            (ConformanceFailure{5, other, data}));
  EXPECT_EQ(run(start + "drain r 4096 -> 1 24\ndata " + data + "\n"),
            (ConformanceFailure{4, "1 24", "2 24"}));
}

TEST(HtabScriptTest, LongStreamsAreComparedAsDigestsWithAndWithoutTheLockBit) {
  std::string stream, masked;
  for (unsigned i = 0; i < 300; ++i) {
    stream += fmt::format("{:016x}{:016x}", 0x4000'0000'0000'0041 + i * 0x80UL, i * 0x1000UL);
    masked += fmt::format("{:016x}{:016x}", 0x4000'0000'0000'0001 + i * 0x80UL, i * 0x1000UL);
  }
  const std::string header =
      "00000000012c"
      "3ed4";  // 300 valid entries, 16084 invalid
  const std::string start = kTable + "fill 0 300 4000000000000001 0 80 1000\nopen r 0 0 -> ok\n" +
                            "read r 9999 -> 4808\n";
  const std::string whole = "sha256 " + sha256_hex(bytes_of(header + stream)) + "\n";
  const std::string cleared = "sha256m " + sha256_hex(bytes_of(header + masked)) + "\n";
  EXPECT_EQ(run(start + whole + cleared), std::nullopt);
  EXPECT_EQ(run(start + "sha256 00\n" + cleared)->line, 5U);
  EXPECT_EQ(run(start + whole + "sha256m 00\n")->line, 6U);
  EXPECT_EQ(input_error(start + whole), ":5: `sha256m` must follow this line");
  EXPECT_EQ(input_error(start + "data 00\n"), ":5: `sha256 HEX` must stand here");
}

TEST(HtabScriptTest, DigestIsSha256) {
  // FIPS 180-2, appendix B.1: the digest of "abc".
  EXPECT_EQ(sha256_hex(bytes_of("616263")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HtabScriptTest, GroupsAreSplitAtTheirEndsAndAFragmentIsTheLast) {
  auto bytes = stream({{1, {{1, 2}}, 0}, {5, {}, 3}, {9, {{3, 4}, {5, 6}}, 0}});
  bytes.resize(bytes.size() - 3);
  const auto groups = split_groups(bytes);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].size(), 24U);
  EXPECT_EQ(groups[1].size(), 8U);
  EXPECT_EQ(groups[2].size(), 37U);
}

TEST(HtabScriptTest, HeadersAreConvertedBothWaysAndATrailingFragmentIsNot) {
  const std::string big =
      "0102030400010001"
      "00112233445566778899aabbccddeeff"
      "0a0b0c0d0000ffee"
      "0102";
  auto bytes = bytes_of(big);
  convert_headers(bytes, HeaderOrder::kBig, HeaderOrder::kLittle);
  EXPECT_EQ(hex(bytes),
            "0403020101000100"
            "00112233445566778899aabbccddeeff"
            "0d0c0b0a0000eeff"
            "0102");
  convert_headers(bytes, HeaderOrder::kLittle, HeaderOrder::kBig);
  EXPECT_EQ(hex(bytes), big);
}

TEST(HtabScriptTest, ALittleEndianHostPassesTheSameScript) {
  const std::string script =
      kTable +
      "open w 2 0 -> ok\nwrite w 000000050001000140000000000000010000000000001012 -> 24\n" +
      "open r 0 5 -> ok\nread r 4096 -> 24\n" +
      "data 0000000500013ffa40000000000000410000000000001012\n";
  EXPECT_EQ(run(script, HpteFormat::isa207, HeaderOrder::kBig), std::nullopt);
  EXPECT_EQ(run(script, HpteFormat::isa300, HeaderOrder::kLittle), std::nullopt);
}

TEST(HtabScriptTest, WriteOpenAndDirectionErrorsAreComparedByName) {
  EXPECT_EQ(run(kTable + "open w 2 0 -> ok\nwrite w 0000400000000000 -> errno EINVAL\n"
                         "write w - -> 0\nread w 0 -> errno EBADF\nclose w\n"
                         "open r 0x100000000 0 -> errno EINVAL\nopen r 0 0xffff -> ok\n"),
            std::nullopt);
  EXPECT_EQ(run(kTable + "open w 2 0 -> ok\nwrite w 0000400000000000 -> 8\n"),
            (ConformanceFailure{3, "8", "errno EINVAL"}));
  EXPECT_EQ(run(kTable + "open w 2 0 -> errno EINVAL\n"),
            (ConformanceFailure{2, "errno EINVAL", "ok"}));
}

TEST(HtabScriptTest, MachinesAreIndependentAndDescriptorsStayWithTheirs) {
  const std::string start = "vm src\n" + kTable +
                            "set 0 4000000000000081 1012\nopen r 0 0 -> ok\n" + "vm dst\n" +
                            kTable + "open w 2 0 -> ok\n";
  const std::string data =
      "data 0000000000013fff"
      "40000000000000c1"
      "0000000000001012\n";
  EXPECT_EQ(run(start + "copy r w 4096 -> 24 24\n" + data +
                "copy r w 4096 -> 0 0\nexpect 0 4000000000000081 1012\n"),
            std::nullopt);
  EXPECT_EQ(run(start + "vcpus 1\ncopy r w 4096 -> 24 errno EBUSY\n" + data + "expect 0 0 -\n"),
            std::nullopt);
  EXPECT_EQ(run(start + "copy r w 4096 -> 24 0\n" + data),
            (ConformanceFailure{8, "24 0", "24 24"}));
}

TEST(HtabScriptTest, TheMmusStateIsComparedInNumbers) {
  EXPECT_EQ(run(kTable + "expectmmu 1 0 0\nmmuready 0\nexpectmmu 0 0 0\nopen w 2 0 -> ok\n"
                         "write w 00000000000100004001ffffff0000010000000000001000 -> 24\n"
                         "expectmmu 1 4001ffffff000000 0\n"),
            std::nullopt);
  EXPECT_EQ(run(kTable + "expectmmu 0 0 11\n"),
            (ConformanceFailure{2, "0 0000000000000000 11", "1 0000000000000000 0"}));
}

TEST(HtabScriptTest, ExpecthashCountsAndDigestsTheValidEntries) {
  const std::string digest =
      sha256_hex(bytes_of("0000000000000007"
                          "4000000000000081"
                          "0000000000001012"));
  const std::string start = kTable + "set 7 4000000000000081 1012\n";
  EXPECT_EQ(run(start + "expecthash 1 " + digest + "\n"), std::nullopt);
  EXPECT_EQ(run(start + "expecthash 2 " + digest + "\n"),
            (ConformanceFailure{3, "2 " + digest, "1 " + digest}));
}

TEST(HtabScriptTest, ChangeFlagsOfSetAreSilentUnlessMod) {
  // A descriptor that skips its first pass reports entry 3 only.
  EXPECT_EQ(run(kTable + "open r 0 16384 -> ok\nread r 25 -> 0\n"
                         "set 2 4000000000000081 1012\nset 3 0 0 mod\nread r 4096 -> 8\n"
                         "data 0000000300000001\n"),
            std::nullopt);
}

TEST(HtabScriptTest, OptionalOperationsGivePaprsCodes) {
  EXPECT_EQ(run("# requires: hcall - some text\n# requires: hostpage\n" + kTable +
                "set 1 4000000000000081 1112\nprotect 1 1 -> 0\nexpect 1 4000000000000081 1111\n"
                "clearref 1 -> 0\nclearmod 2 -> -7\nclearref 2 -> -7\nprotect 2 1 -> -7\n"
                "unmap 1\ntouch 1 c\nexpect 1 4000000000000081 1011\n"),
            std::nullopt);
}

TEST(HtabScriptTest, WhatTheMachineCannotDoIsAFailure) {
  EXPECT_EQ(run("# requires: radix - some text\n" + kTable),
            (ConformanceFailure{1, "support for radix", "none"}));
  EXPECT_EQ(run(kTable + "set 1 8000000000000081 1012\n"),
            (ConformanceFailure{2, "0", "-4"}));  // reserved B: H_PARAMETER
}

TEST(HtabScriptTest, AQuirkCommentTurnsTheReferencesParsingOn) {
  const std::string lines = kTable +
                            "open w 2 0 -> ok\nwrite w 0000000500010000"
                            "400000000000000100000000000010 -> errno EFAULT\n";
  EXPECT_EQ(run("# quirk: the body is one byte short\n" + lines), std::nullopt);
  EXPECT_EQ(run("# the body is short\n" + lines), (ConformanceFailure{4, "errno EFAULT", "0"}));
}

TEST(HtabScriptTest, AScriptTellsItsMachinesAndNeedsBeforeItRuns) {
  const HtabScript script = parse("# requires: hcall - some text\n# a comment\n" + kTable +
                                  "vm other\nhpt order 20\n# quirk: of all its machines\n");
  EXPECT_EQ(script.table_orders, (std::vector{18U, 20U}));
  ASSERT_EQ(script.requirements.size(), 1U);
  EXPECT_EQ(script.requirements[0].line, 1U);
  EXPECT_EQ(script.requirements[0].what, "hcall");
  ASSERT_EQ(script.lines.size(), 3U);
  EXPECT_EQ(script.lines[2].number(), 5U);
  EXPECT_EQ(script.parsing, HtabWriteParsing::reference);
  EXPECT_EQ(parse(kTable).parsing, HtabWriteParsing::safe);
}

TEST(HtabScriptTest, ANeverEndingReaderDoesNotKeepDrainFromEnding) {
  class Endless final : public HtabMachine {
   public:
    [[nodiscard]] const HptGeometry& geometry() const override { return geometry_; }
    [[nodiscard]] HeaderOrder header_order() const override { return HeaderOrder::kBig; }
    [[nodiscard]] Hpte view(HpteIndex) const override { return {}; }
    Partition& partition() override { return partition_; }
    HcallResult hcall(const HcallFrame&) override { return {}; }
    void touch(HpteIndex, std::uint64_t) override {}
    void unmap(HpteIndex) override {}
    void set_change_flag(HpteIndex, ChangeFlag) override {}
    OpenResult open(std::uint64_t, std::uint64_t) override { return {}; }
    IoResult read(HtabFd, std::span<std::byte>) override { return {8, {}}; }
    IoResult write(HtabFd, std::span<const std::byte>) override { return {}; }
    std::optional<HtabErrno> close(HtabFd) override { return {}; }

   private:
    HptGeometry geometry_{18};
    Partition partition_;
  };
  const HtabScript script = parse(kTable + "open r 0 0 -> ok\ndrain r 25 -> 3 16\n");
  const auto failure =
      run_htab_script(script, [](unsigned) { return std::make_shared<Endless>(); });
  EXPECT_EQ(failure, (ConformanceFailure{3, "3 16", "4 32"}));
}

TEST(HtabScriptTest, MalformedScriptsAreInputErrorsThatNameTheLine) {
  const std::string open = kTable + "open r 0 0 -> ok\n";
  const std::pair<std::string, std::string> cases[] = {
      {"", ": holds no operation"},
      {"# only a comment\n", ": holds no operation"},
      {"hpt order 18", ":1: the file ends within this line"},
      {"hpt order 17\n", ":1: no table has order 17"},
      {"hpt order 47\n", ":1: 47 is too large: at most 46"},
      {"hpt size 18\n", ":1: `hpt order K` is meant"},
      {"hpt order\n", ":1: `hpt order K` is meant"},
      {"hpt order 18 19\n", ":1: `hpt order K` is meant"},
      {kTable + kTable, ":2: machine `main` has a table already"},
      {"set 0 0 0\n", ":1: machine `main` has no table yet"},
      {kTable + "frobnicate\n", ":2: there is no operation `frobnicate`"},
      {kTable + "set 0 0\n", ":2: an argument is missing"},
      {kTable + "set 0 0 0 mod 1\n", ":2: too many arguments"},
      {kTable + "set 0 0 0 bold\n", ":2: only `mod` may stand here"},
      {kTable + "set  0 0 0\n", ":2: tokens must be separated by one space"},
      {kTable + "set 0 0 0 \n", ":2: tokens must be separated by one space"},
      {kTable + "\n", ":2: tokens must be separated by one space"},
      {kTable + "set 16384 0 0\n", ":2: 16384 is too large: at most 16383"},
      {kTable + "fill 16383 2 0 0 0 0\n", ":2: 2 is too large: at most 1"},
      {kTable + "set 0 10000000000000000 0\n",
       ":2: `10000000000000000` is not a 64-bit hex number"},
      {kTable + "set -1 0 0\n", ":2: `-1` is not a 64-bit decimal number"},
      {kTable + "touch 0 x\n", ":2: `r`, `c` or `rc` is meant"},
      {kTable + "touch 0 r -> 0\n", ":2: this operation has no result"},
      {kTable + "open r 0 0\n", ":2: the result is missing"},
      {kTable + "open r 0 0 -> \n", ":2: nothing follows the arrow"},
      {kTable + "read r 25 -> 0\n", ":2: descriptor `r` is not open"},
      {open + "open r 0 0 -> ok\n", ":3: descriptor `r` is open already"},
      {open + "close r\nread r 25 -> 0\n", ":4: descriptor `r` is not open"},
      {open + "write r 0 -> 0\n", ":3: an odd number of hex digits"},
      {open + "write r 0g -> 0\n", ":3: `0g` is not a 64-bit hex number"},
      {open + "read r 99999999999 -> 0\n", ":3: 99999999999 is too large: at most 1073741824"},
      {open + "drain r 25 -> x\n", ":3: `x` is not a 64-bit decimal number"},
      {open + "read r 25 -> 8\n", ":3: `data` must follow this line"},
      {open + "read r 25 -> 8\nclose r\n", ":4: `data HEX` must stand here"},
      {kTable + "mmuready 2\n", ":2: 2 is too large: at most 1"},
  };
  for (const auto& [script, error] : cases) EXPECT_EQ(input_error(script), error) << script;
}

}  // namespace
}  // namespace htabsim::htab_test
