// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

const std::string kHead = "vec 1 case\nconfig htab_shift=18 memlo=4000000 memhi=1c000000\n";
/// A 4K page of a 256 MB segment at EA 0: VSID 123, page 5 -> RA 4005000, group 126.
const std::string kPage =
    "slbmte rs=123000 rb=8000000\n"
    "hcall H_ENTER flags=0 ptex=930 v=123001 r=4005012 -> rc=0 slot=930\n";

class ConformCommandTest : public testing::Test {
 protected:
  std::string file(const std::string& lines, const std::string& name = "a.vec") {
    return folder.file(name, kHead + lines + "end\n").string();
  }
  ProgramResult conform(const std::string& path, const std::string& option = "") {
    return option.empty() ? run_program({"conform", path}) : run_program({"conform", option, path});
  }
  /// The file fails at `line`, in every mode alike.
  void expect_failure(const std::string& lines, unsigned line, const std::string& what) {
    const std::string path = file(lines);
    for (const char* option : {"", "--cached", "--timed"}) {
      const ProgramResult result = conform(path, option);
      EXPECT_EQ(result.exit_code, 1);
      EXPECT_EQ(result.out,
                path + ":" + std::to_string(line) + ": " + what + "\n0 passed, 1 failed\n")
          << option;
    }
  }

  TemporaryFolder folder;
};

TEST_F(ConformCommandTest, AScriptMayBeAPipeOfEitherKind) {
  const std::string vec = file(kPage);
  const std::string htab = folder.file("a.htab", "# a table\nhpt order 18\n").string();
  for (const std::string& script : {vec, htab}) {
    for (const char* mode : {"--cached", "--timed"}) {
      const ProgramResult piped =
          run_program({"conform", mode, "/dev/stdin"}, "cat '" + script + "' |");
      EXPECT_EQ(piped.exit_code, 0) << piped.out << piped.err;
      EXPECT_EQ(piped.out, "1 passed, 0 failed\n");
    }
  }
  const ProgramResult wrong = run_program({"conform", "/dev/stdin"}, "echo 'vec 1 x' |");
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_TRUE(wrong.out.starts_with("/dev/stdin:")) << wrong.out;
}

TEST_F(ConformCommandTest, AFileThatHoldsPassesInEveryMode) {
  const std::string path =
      file(kPage +
           "access op=r size=8 ea=5008 pr=0 -> ok ra=4005008 val=a500000004005008\n"
           "expect ptex=930 v=123001 r=4005112\n"
           "access op=w size=1 ea=5000 pr=1 val=5a -> ok ra=4005000\n"
           "expect ptex=930 v=123001 r=4005192\nfinal ptex=930 v=123001 r=4005192\n");
  for (const char* option : {"", "--cached", "--timed"}) {
    const ProgramResult result = conform(path, option);
    EXPECT_EQ(result.out, "1 passed, 0 failed\n") << option;
    EXPECT_EQ(result.err, "") << option;
    EXPECT_EQ(result.exit_code, 0) << option;
  }
}

TEST_F(ConformCommandTest, TheFirstWrongLineIsNamedWithExpectedAndGot) {
  expect_failure(kPage + "access op=x size=4 ea=5008 pr=0 -> ok ra=4005000\n", 5,
                 "expected ok ra=4005000, got ok ra=4005008");
  expect_failure(kPage + "access op=r size=4 ea=6000 pr=0 -> ok ra=*\n", 5,
                 "expected ok ra=*, got dsi dar=6000 dsisr=40000000");
  expect_failure("hcall H_READ flags=0 ptex=5 -> rc=-4\n", 3, "expected rc=-4, got rc=0");
}

TEST_F(ConformCommandTest, AnEntryThatChangedUnnamedIsAFailure) {
  expect_failure(kPage + "access op=x size=4 ea=5008 pr=0 -> ok ra=4005008\n", 5,
                 "expected ptex=930 unchanged, v=123001 r=4005012, got v=123001 r=4005112");
}

TEST_F(ConformCommandTest, AFoldersFilesRunInTheOrderOfTheirNames) {
  const std::string wrong = "slbmfee slot=0 -> 1:1\n";
  file(wrong, "b.vec");
  file(wrong, "a.vec");
  file("slbmfee slot=0 -> 0:1\n", "c.vec");
  folder.file("README.md", "not one\n");
  const ProgramResult result = conform(folder.path().string());
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, (folder / "a.vec").string() + ":3: expected 1, got 0\n" +
                            (folder / "b.vec").string() + ":3: expected 1, got 0\n" +
                            "1 passed, 2 failed\n");
}

TEST_F(ConformCommandTest, AMalformedFileHasFailedAndTheOthersRun) {
  const std::string good = file("slbmfee slot=0 -> 0:1\n", "b.vec");
  const auto expect_error = [this](const std::string& lines, const std::string& what) {
    const std::string path = file(lines);
    const ProgramResult result = conform(folder.path().string());
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.out, path + ":3: " + what + "\n1 passed, 1 failed\n");
  };
  expect_error("slbmtf rs=0 rb=0\n", "unknown line `slbmtf`");
  expect_error("slbmte rs=0\n", "`rb=` must stand here");
  expect_error("slbmte rs=0 rb=0 ih=0\n", "`ih=0` is one token too many");
  expect_error("slbmte rs=0x1 rb=0\n", "`0x1` is not a 64-bit hex number");
  expect_error("slbie  rb=0\n", "tokens must be separated by one space");
  expect_error("expect ptex=4000 v=0 r=0\n", "ptex=4000 is too large: at most 3fff");
  expect_error("hcall H_NONE -> rc=0\n", "unknown hcall `H_NONE`");
  expect_error("hptew ptex=0 d0=0 d1=0\n", "software writes no HPTE under a hypervisor");
}

TEST_F(ConformCommandTest, AFileThatIsCutShortHasFailed) {
  const std::string no_end = folder.file("a.vec", kHead).string();
  const std::string half = folder.file("b.vec", kHead + "end").string();
  const ProgramResult result = conform(folder.path().string());
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, no_end + ":2: the file has no `end`\n" + half +
                            ":3: the file ends within this line\n0 passed, 2 failed\n");
}

// Two base pages of a 16M page with 4K base: the first has an entry of PP 01 and a segment of Kp 1,
// the second has none. A denial by the first one's translation would have no end.
TEST_F(ConformCommandTest, AStoreThatOnlyAnotherBasePagesEntryDeniesEndsInEveryModeD8) {
  const std::string path = file(
      "slbmte rs=585cc205a400 rb=7dd269dd38000002\n"
      "hcall H_ENTER flags=0 ptex=24d8 v=585cc205a685 r=14038111 -> rc=0 slot=24d8\n"
      "access op=r size=8 ea=7dd269dd36cc1d88 pr=0 -> ok ra=14cc1d88 val=a500000014cc1d88\n"
      "access op=w size=8 ea=7dd269dd3642e610 pr=1 val=c0de0000000be45a -> dsi "
      "dar=7dd269dd3642e610 dsisr=42000000\n");
  for (const char* option : {"", "--cached", "--timed"}) {
    for (const char* reach : {"mmu.mpss_reach=actual", "mmu.mpss_reach=base"}) {
      std::vector<std::string> arguments{"conform", "--set", reach, path};
      if (*option != '\0') arguments.emplace_back(option);
      EXPECT_EQ(run_program(arguments).out, "1 passed, 0 failed\n") << option << " " << reach;
    }
  }
}

TEST_F(ConformCommandTest, PathsThatHoldNoConformanceFileAreInputErrors) {
  const std::string other = folder.file("a.txt", "").string();
  expect_input_error(conform(other), other + ": is neither .vec, .htab nor a folder");
  expect_input_error(conform(folder.path().string()),
                     folder.path().string() + ": holds no .vec or .htab file");
  const std::string missing = (folder / "no.vec").string();
  expect_input_error(conform(missing), missing + ": no such file");
}

TEST_F(ConformCommandTest, FilesOfBothKindsRunTogetherInEveryMode) {
  file("slbmfee slot=0 -> 0:1\n");
  const std::string script =
      folder.file("b.htab", "hpt order 18\nopen r 0 0 -> ok\nread r 8 -> 1\n").string();
  file("slbmfee slot=0 -> 0:1\n", "c.vec");
  for (const char* option : {"", "--cached", "--timed"}) {
    const ProgramResult result = conform(folder.path().string(), option);
    EXPECT_EQ(result.exit_code, 1) << option;
    EXPECT_EQ(result.out, script + ":3: expected 1, got 0\n2 passed, 1 failed\n") << option;
    EXPECT_EQ(result.err, "") << option;
  }
}

/// A conformance file with one digit wrong: the last one of its last line that is `operation`.
struct WrongScript {
  WrongScript(const std::string& vector, const std::string& operation) {
    std::ifstream stream(HTABSIM_SOURCE_DIR "/tests/conformance/htab/" + vector);
    std::vector<std::string> lines;
    for (std::string read; std::getline(stream, read);) {
      lines.push_back(read);
      if (read.starts_with(operation + " ")) line = lines.size();
    }
    char& digit = lines.at(line - 1).back();
    EXPECT_TRUE(std::isxdigit(digit)) << vector << ": " << lines.at(line - 1);
    digit = digit == '1' ? '2' : '1';
    for (const std::string& written : lines) text += written + "\n";
  }
  std::string text;
  std::size_t line = 0;
};

TEST_F(ConformCommandTest, AWrongExpectationInAScriptIsNoticedInEveryMode) {
  const std::pair<const char*, const char*> cases[] = {
      {"migrate_live.htab", "copy"},       {"migrate_live.htab", "data"},
      {"migrate_live.htab", "expecthash"}, {"touch_basic.htab", "read"},
      {"touch_basic.htab", "drain"},       {"touch_basic.htab", "expect"},
      {"ext_protect.htab", "protect"},     {"ext_protect.htab", "clearref"},
      {"ext_protect.htab", "clearmod"},    {"write_busy.htab", "write"},
      {"write_busy.htab", "expectmmu"},
  };
  for (const auto& [vector, operation] : cases) {
    const WrongScript script(vector, operation);
    const std::string path = folder.file(vector, script.text).string();
    for (const char* option : {"", "--timed"}) {
      const ProgramResult result = conform(path, option);
      EXPECT_EQ(result.exit_code, 1) << vector << " " << operation << " " << option;
      EXPECT_TRUE(result.out.starts_with(path + ":" + std::to_string(script.line) + ": expected "))
          << operation << " " << option << ": " << result.out;
      EXPECT_TRUE(result.out.ends_with("\n0 passed, 1 failed\n")) << result.out;
    }
  }
}

TEST_F(ConformCommandTest, AMalformedScriptHasFailedAloneInEveryMode) {
  const std::string good = "hpt order 18\nopen r 0 0 -> ok\n";
  folder.file("a.htab", good);
  const std::pair<std::string, std::string> cases[] = {
      {good + "read  r 25 -> 0\n", ":3: tokens must be separated by one space"},
      {good + "read w 25 -> 0\n", ":3: descriptor `w` is not open"},
      {good + "vm other\nhpt order 99\n", ":4: 99 is too large: at most 46"},
  };
  for (const auto& [text, error] : cases) {
    const std::string path = folder.file("b.htab", text).string();
    for (const char* option : {"", "--timed"}) {
      const ProgramResult result = conform(folder.path().string(), option);
      EXPECT_EQ(result.exit_code, 1) << option;
      EXPECT_EQ(result.out, path + error + "\n1 passed, 1 failed\n") << option;
    }
  }
}

}  // namespace
}  // namespace htabsim
