// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/pass_table.h"

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

std::vector<ObservedPass> passes_of(const std::string& text) {
  const TemporaryFolder folder;
  return read_pass_table(folder.file("passes", text));
}

std::uint64_t line_at_pass_fault(const std::string& text, const std::string& part) {
  return line_at_fault([&] { passes_of(text); }, part);
}

TEST(PassTable, ReadsAnOwnTableOfPasses) {
  const auto passes = passes_of(
      "pass,guest_stopped,reads,groups,valid,invalid,bytes,begin_cycle,cycles,changed_meanwhile\n"
      "1,0,4,8,20,236,384,601,60000,7\n"
      "2,1,2,1,5,3,88,60601,40000,0\n");
  ASSERT_EQ(passes.size(), 2);
  EXPECT_EQ(passes[0].reads, 4);
  EXPECT_EQ(passes[0].groups, 8);
  EXPECT_EQ(passes[0].valid, 20);
  EXPECT_EQ(passes[0].invalid, 236);
  EXPECT_EQ(passes[0].bytes, 384);
  EXPECT_EQ(passes[0].cycles, 60000);
  EXPECT_EQ(passes[0].guest_stopped, false);
  EXPECT_EQ(passes[1].guest_stopped, true);
  EXPECT_FALSE(passes[0].time_us);
}

TEST(PassTable, ColumnsMayBeFewAndInAnyOrder) {
  const auto passes = passes_of("time_us, bytes\n12.5,100\n\n7,0\n");
  ASSERT_EQ(passes.size(), 2);
  EXPECT_EQ(passes[0].time_us, 12.5);
  EXPECT_EQ(passes[1].bytes, 0);
  EXPECT_FALSE(passes[0].reads);
  EXPECT_FALSE(passes[0].guest_stopped);
}

TEST(PassTable, TotalsAreOfWhatEveryPassHas) {
  const auto figures = pass_figures(passes_of("time_us,bytes\n12.5,100\n7,20\n"));
  EXPECT_EQ(value(figures, "passes"), 2);
  EXPECT_EQ(value(figures, "all passes: bytes"), 100 + 20);
  EXPECT_EQ(value(figures, "all passes: time"), 12.5 + 7);
  EXPECT_EQ(value(figures, "pass 2: bytes"), 20);
  EXPECT_EQ(figure(figures, "passes, guest stopped").note, "missing");
  EXPECT_EQ(figure(figures, "all passes: reads").note, "missing");
}

TEST(PassTable, WrongTablesAreNamedByLine) {
  EXPECT_EQ(
      line_at_pass_fault("pass,byte\n1,2\n", "unknown column \"byte\"; the nearest is \"bytes\""),
      1);
  EXPECT_EQ(line_at_pass_fault("bytes,bytes\n1,2\n", "column \"bytes\" is there twice"), 1);
  EXPECT_EQ(line_at_pass_fault("pass,guest_stopped,begin_cycle\n1,0,5\n", "no column has a figure"),
            1);
  EXPECT_EQ(line_at_pass_fault("bytes,reads\n1,2\n1\n", "1 fields where 2 columns are named"), 3);
  EXPECT_EQ(line_at_pass_fault("bytes,reads\n1,2,3\n", "3 fields where 2 columns are named"), 2);
  EXPECT_EQ(line_at_pass_fault("bytes\n1\nmany\n", "bytes is 'many', not a number"), 3);
  EXPECT_EQ(line_at_pass_fault("bytes\n-1\n", "bytes is '-1', not a number"), 2);
  EXPECT_EQ(line_at_pass_fault("pass,bytes\n1,5\n3,5\n", "pass is 3, where 2 comes next"), 3);
  EXPECT_EQ(
      line_at_pass_fault("bytes,guest_stopped\n1,2\n", "guest_stopped is '2', neither 0 nor 1"), 2);
  EXPECT_EQ(line_at_pass_fault("bytes\n", "names columns but has no pass"), 0);
  EXPECT_EQ(line_at_pass_fault("", "is empty"), 0);
  EXPECT_EQ(line_at_pass_fault("bytes\n12", "ends within this line"), 2);
}

}  // namespace
}  // namespace htabsim
