// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/htm_comparison.h"

#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/hostdata/htm_dump.h"

namespace htabsim {
namespace {

constexpr HtmReloadSetup kTwoEntries = {{2, 2, 0}, PageSize::page_4k, SegmentSize::segment_256m};

HtmReloadSetup setup_of(const std::string& mmu, const std::string& guest) {
  return htm_reload_setup(
      boost::json::parse(R"({"config":{"mmu":{)" + mmu + R"(},"guest":{)" + guest + "}}}")
          .as_object(),
      "run/stats.json");
}

constexpr char kSomeErats[] =
    R"("ierat_entries":64,"derat_entries":48,"secondary_derat_entries":0)";
constexpr char kSomeGuest[] = R"("page_size":"page_64k","segment_size":"segment_256m")";

TEST(HtmComparison, TheRunsConfigurationIsTheModels) {
  const HtmReloadSetup setup = setup_of(kSomeErats, kSomeGuest);
  EXPECT_EQ(setup.erats.ierat_entries, 64u);
  EXPECT_EQ(setup.erats.derat_entries, 48u);
  EXPECT_EQ(setup.erats.secondary_derat_entries, 0u);
  EXPECT_EQ(setup.page_size, PageSize::page_64k);
  EXPECT_EQ(setup.segment_size, SegmentSize::segment_256m);
}

TEST(HtmComparison, AConfigurationThatCannotBeIsRefused) {
  EXPECT_STREQ(caught([] { setup_of(R"("ierat_entries":64)", kSomeGuest); }).what(),
               "run/stats.json: has no config.mmu.derat_entries");
  EXPECT_STREQ(caught([] { setup_of(R"("ierat_entries":0)", kSomeGuest); }).what(),
               "run/stats.json: config.mmu.ierat_entries is 0, not a number from 1 to 65,536");
  EXPECT_STREQ(caught([] { setup_of(R"("ierat_entries":"64")", kSomeGuest); }).what(),
               "run/stats.json: config.mmu.ierat_entries is \"64\", not a number from 1 to 65,536");
  EXPECT_STREQ(caught([] { setup_of(kSomeErats, R"("page_size":"page_2m")"); }).what(),
               "run/stats.json: config.guest.page_size is \"page_2m\", none of page_4k, page_64k, "
               "page_16m, page_16g");
}

/// The comparison of a dump with ERATs of two entries.
class DumpComparison : public testing::Test {
 protected:
  HtmComparison compared() const {
    return HtmComparison(folder_.file("dump.htm", dump_.bytes()), kTwoEntries);
  }

  HtmDump dump_;

 private:
  TemporaryFolder folder_;
};

// Pages 1 and 2 are first uses, of which the core reloads one; 3 and 1 replace them. The core
// reloads 3, not 1, and once more 3.
TEST_F(DumpComparison, FiguresAreCountsAndWhatIsInOrder) {
  for (const std::uint64_t page : {1U, 2U, 3U, 1U, 3U}) {
    dump_.load(page << 12, page == 3 || dump_.bytes().empty());
  }
  const std::vector<ComparisonRow> rows = compared().rows();
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[2].host.name, "D-ERAT reloads");
  EXPECT_EQ(rows[2].host.value, 2.0);
  EXPECT_EQ(rows[2].model, 2.0);
  EXPECT_EQ(rows[2].host.note, "without first uses: host 1, model 2");
  EXPECT_EQ(rows[3].host.name, "D-ERAT reloads, in the same order");
  EXPECT_EQ(rows[3].host.value, 2.0);
  EXPECT_EQ(rows[3].model, 1.0);
  EXPECT_EQ(rows[4].host.name, "SLB reloads");
  // 1 is the 4th load, 3 the 5th: loads have 3 words, reloads a 4th. 4 + 3 + 4 = 11 before 1.
  EXPECT_EQ(compared().differences(),
            "\nFirst differences, by the dump's 64-bit words from 1:\n\n"
            "reload  word  address           of  made by\n"
            "D-ERAT    12  0000000000001000  4K  model alone\n"
            "D-ERAT    15  0000000000003000  4K  host alone\n");
}

TEST_F(DumpComparison, WithoutDifferencesThereIsNoTable) {
  dump_.load(0x1000, true);
  EXPECT_EQ(compared().differences(), "");
}

TEST_F(DumpComparison, SaysWhatItIsMadeFrom) {
  dump_.load(0x1000, true);
  dump_.lost_records();
  dump_.slbie();
  EXPECT_EQ(compared().preface(),
            "The model: I-ERAT of 2 entries, D-ERAT of 2, SLB of 32;\n"
            "pages of 4K and segments of 256M where the dump tells no size.\n"
            "2 instructions, 1 data reference.\n"
            "1 stamp of lost records: the model does not know of the accesses that they told.\n"
            "1 invalidation of what the dump does not name (slbie, tlbie): the model goes on using "
            "it.\n\n");
}

TEST_F(DumpComparison, ADumpWithoutInstructionsIsRefused) {
  dump_.lost_records();
  EXPECT_EQ(caught([&] { compared(); }).text(), "has no instruction");
}

TEST_F(DumpComparison, WhatCannotBeReadTwiceIsRefused) {
  EXPECT_STREQ(caught([] { HtmComparison("/dev/zero", kTwoEntries); }).what(),
               "/dev/zero: is read twice, so it must be a file, not a pipe or a device");
  EXPECT_STREQ(caught([] { HtmComparison("/nonexistent", kTwoEntries); }).what(),
               "/nonexistent: no such file");
}

}  // namespace
}  // namespace htabsim
