// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

// What the page shows is read in a browser by tests/tools/report_page_test.py.

/// The least that statistics of a run have.
constexpr const char* kLeast = R"({"config": {}, "races": {}, "table": {}})";

/// The folder of a run with these statistics.
std::string run_in(const TemporaryFolder& folder, const std::string& name,
                   std::string_view stats = kLeast) {
  std::filesystem::create_directory(folder / name);
  folder.file(name + "/stats.json", stats);
  return (folder / name).string();
}

TEST(ReportCommand, WritesThePageOfARunThatTheRunItselfHasWritten) {
  const TemporaryFolder folder;
  const std::string out = (folder / "out").string();
  EXPECT_EQ(run_program({"run", "--trace", kSort, "-o", out, "--interval", "50000"}).exit_code, 0);
  const std::string page = contents_of(folder / "out" / "report.html");
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>")) << page.substr(0, 100);
  EXPECT_TRUE(page.ends_with("</html>\n"));
  EXPECT_NE(page.find("end_cycle,accesses"), page.npos) << "the intervals";
  std::filesystem::remove(folder / "out" / "report.html");
  const ProgramResult again = run_program({"report", out});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(again.out, out + "/report.html\n");
  EXPECT_EQ(contents_of(folder / "out" / "report.html").size(), page.size() - 3 + out.size())
      << "the same but for the run's name, which is its folder as it was given";
}

TEST(ReportCommand, ThePageNeedsNothingElse) {
  const TemporaryFolder folder;
  EXPECT_EQ(run_program({"report", run_in(folder, "run")}).exit_code, 0);
  const std::string page = contents_of(folder / "run" / "report.html");
  for (const char* reference : {"src=\"", "<link", "@import", "url(", "fetch("}) {
    EXPECT_EQ(page.find(reference), page.npos) << reference;
  }
}

TEST(ReportCommand, NoTextEndsTheElementThatHoldsTheData) {
  const TemporaryFolder folder;
  const char* stats = R"({"config": {}, "races": {}, "table": {},
                          "job": "</script><script src=\"page.css\"></script>"})";
  EXPECT_EQ(run_program({"report", run_in(folder, "run", stats)}).exit_code, 0);
  const std::string page = contents_of(folder / "run" / "report.html");
  EXPECT_EQ(page.find("</script><script src"), page.npos);
  EXPECT_NE(page.find("\\u003c/script>\\u003cscript src"), page.npos);
}

TEST(ReportCommand, SeveralRunsNeedAFileForTheirPage) {
  const TemporaryFolder folder;
  const std::string a = run_in(folder, "a");
  const std::string b = run_in(folder, "b");
  expect_input_error(run_program({"report", a, b}),
                     "report: of several runs; give -o FILE for the page");
  const std::string page = (folder / "both.html").string();
  EXPECT_EQ(run_program({"report", a, b, "-o", page}).exit_code, 0);
  EXPECT_NE(contents_of(page), "");
  EXPECT_FALSE(std::filesystem::exists(folder / "a" / "report.html"));
}

TEST(ReportCommand, WhatIsNoRunIsRefused) {
  const TemporaryFolder folder;
  const std::string absent = (folder / "absent").string();
  EXPECT_EQ(run_program({"report", absent}).exit_code, 2);
  const std::string old = run_in(folder, "old", R"({"config": {}, "races": {}})");
  expect_input_error(run_program({"report", old}),
                     old + "/stats.json: is not the statistics of a run: it has no \"table\"");
  EXPECT_FALSE(std::filesystem::exists(folder / "old" / "report.html"));
}

TEST(ReportCommand, ThePagesSourcesAreLookedForBeforeTheSimulation) {
  const TemporaryFolder folder;
  const std::string out = (folder / "out").string();
  const ProgramResult absent = run_program({"run", "--trace", "absent", "-o", out},
                                           "HTABSIM_REPORT_DIR=" + (folder / "none").string());
  EXPECT_EQ(absent.exit_code, 2);
  std::filesystem::create_directory(folder / "sources");
  folder.file("sources/page.html", "<p>nothing");
  expect_input_error(run_program({"run", "--trace", kSort, "-o", out},
                                 "HTABSIM_REPORT_DIR=" + (folder / "sources").string()),
                     (folder / "sources" / "page.html").string() +
                         ": has no place for the data: <script id=\"data\" "
                         "type=\"application/json\">null</script>");
  EXPECT_FALSE(std::filesystem::exists(folder / "out" / "stats.json"));
}

}  // namespace
}  // namespace htabsim
