// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_file.h"

#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

using testing::ElementsAre;

SweepFile sweep_of(const std::string& contents) {
  const TemporaryFolder folder;
  return read_sweep_file(folder.file("s.toml", contents));
}

/// "LINE: TEXT" of the error that reading a file of these contents ends with.
std::string error_of(const std::string& contents) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.file("s.toml", contents);
  try {
    read_sweep_file(path);
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), path.string());
    return std::to_string(error.line()) + ": " + error.text();
  }
  return "no error";
}

std::vector<std::int64_t> numbers_of(const std::string& axis) {
  const SweepFile sweep = sweep_of("[[axis]]\nkey = \"mmu.tlb_entries\"\n" + axis);
  std::vector<std::int64_t> numbers;
  for (const Setting& value : sweep.axes.at(0).values) {
    numbers.push_back(std::get<std::int64_t>(value.value));
  }
  return numbers;
}

std::string error_of_axis(const std::string& axis) {
  return error_of("[[axis]]\nkey = \"mmu.tlb_entries\"\n" + axis);
}

TEST(SweepFile, ValuesAreTakenAsTheyStand) {
  EXPECT_THAT(numbers_of("values = [512, 64, 64]"), ElementsAre(512, 64, 64));
}

TEST(SweepFile, WhatIsOfASingleRunIsRefused) {
  EXPECT_EQ(error_of("warmup = 500\n[[axis]]\nkey = \"mmu.tlb_entries\"\nvalues = [64]"),
            "1: warmup is of a single run, not of a sweep");
}

TEST(SweepFile, StepsGoUpToTheEnd) {
  EXPECT_THAT(numbers_of("from = 4\nto = 12\nstep = 4"), ElementsAre(4, 8, 12));
  EXPECT_THAT(numbers_of("from = 4\nto = 11\nstep = 4"), ElementsAre(4, 8));
  EXPECT_THAT(numbers_of("from = 4\nto = 4\nstep = 4"), ElementsAre(4));
}

TEST(SweepFile, FactorsMultiplyAndAreRounded) {
  EXPECT_THAT(numbers_of("from = 64\nto = 1024\nfactor = 4"), ElementsAre(64, 256, 1024));
  // 2, 3, 4.5, 6.75
  EXPECT_THAT(numbers_of("from = 2\nto = 7\nfactor = 1.5"), ElementsAre(2, 3, 5, 7));
  // 1, 1.2, 1.44, 1.728, 2.0736: each whole number once.
  EXPECT_THAT(numbers_of("from = 1\nto = 2\nfactor = 1.2"), ElementsAre(1, 2));
}

TEST(SweepFile, ARangeIsWholeOrRefused) {
  EXPECT_EQ(error_of_axis("from = 4\nstep = 1"), "1: axis: to is missing");
  EXPECT_EQ(error_of_axis("to = 4\nstep = 1"), "1: axis: from is missing");
  EXPECT_EQ(error_of_axis("from = 4\nto = 8"),
            "1: axis: a range from .. to .. needs either a step or a factor");
  EXPECT_EQ(error_of_axis("from = 4\nto = 8\nstep = 1\nfactor = 2"),
            "1: axis: a range from .. to .. needs either a step or a factor");
  EXPECT_EQ(error_of_axis("from = 4\nto = 3\nstep = 1"), "4: axis.to: 3 is less than 4");
  EXPECT_EQ(error_of_axis("from = 4\nto = 8\nstep = 0"),
            "5: axis.step: expected an integer above 0");
  EXPECT_EQ(error_of_axis("from = 4\nto = 8\nfactor = 1"),
            "5: axis.factor: expected a number above 1");
  EXPECT_EQ(error_of_axis("from = 0\nto = 8\nfactor = 2"),
            "5: axis.factor: a range from 0 has no factors");
  EXPECT_EQ(error_of_axis("from = 1\nto = 1000000\nstep = 1"),
            "5: axis.step: there would be more than 100000 values");
  EXPECT_EQ(error_of_axis("values = [1]\nfrom = 4"),
            "1: axis: values do not go with from, to, step and factor");
}

TEST(SweepFile, AnAxisHasAKeyThatThereIsAndValuesThatItCanHave) {
  EXPECT_EQ(error_of("[[axis]]\nkey = \"mmu.tlb_entrys\"\nvalues = [1]"),
            "2: unknown key \"mmu.tlb_entrys\"; the nearest is \"mmu.tlb_entries\"");
  EXPECT_EQ(error_of("[[axis]]\nkey = \"trase\"\nvalues = [1]"),
            "2: unknown key \"trase\"; the nearest is \"trace\"");
  EXPECT_EQ(error_of("[[axis]]\nvalues = [1]"), "1: axis: key is missing");
  EXPECT_EQ(error_of_axis(""), "1: axis: give values = [...], or from, to and a step or a factor");
  EXPECT_EQ(error_of_axis("valeus = [1]"),
            "3: unknown key \"axis.valeus\"; the nearest is \"axis.values\"");
  EXPECT_EQ(error_of("[[axis]]\nkey = \"preset\"\nvalues = [1]"), "3: preset: expected a text");
  EXPECT_EQ(error_of("[[axis]]\nkey = \"seed\"\nvalues = [-1]"),
            "3: seed: expected an integer, 0 or more");
}

TEST(SweepFile, AValueIsToBlameAtItsOwnLine) {
  const std::string error = error_of_axis("values = [\n  64,\n  -1,\n]");
  EXPECT_EQ(error.substr(0, 3), "5: ") << error;
}

TEST(SweepFile, TheRestIsWhatARunsFileSays) {
  const SweepFile sweep = sweep_of(
      "sweep.command = \"migrate\"\nseed = 7\nsweep.repeat = 3\nguest = \"g\"\nmmu.tlb_ways = 2\n"
      "[[axis]]\nkey = \"mmu.walkers\"\nvalues = [1]\n");
  EXPECT_EQ(sweep.job, Job::kMigrate);
  EXPECT_EQ(sweep.base.seed, 7);
  EXPECT_EQ(sweep.base.guest->filename(), "g");
  ASSERT_EQ(sweep.base.settings.size(), 1);
  ASSERT_TRUE(sweep.repetitions);
  EXPECT_EQ(sweep.repetitions->key, "seed");
  ASSERT_EQ(sweep.repetitions->values.size(), 3);  // 7, 8, 9
  EXPECT_EQ(std::get<std::int64_t>(sweep.repetitions->values.back().value), 9);
}

TEST(SweepFile, WrongKeysOfTheSweepItselfAreNamed) {
  const std::string axis = "\n[[axis]]\nkey = \"mmu.walkers\"\nvalues = [1]\n";
  EXPECT_EQ(error_of("sweep.repaet = 2" + axis),
            "1: unknown key \"sweep.repaet\"; the nearest is \"sweep.repeat\"");
  EXPECT_EQ(error_of("sweep.command = \"migrat\"" + axis),
            "1: sweep.command: there is no \"migrat\"; the nearest is \"migrate\"");
  EXPECT_EQ(error_of("sweep.sample = \"sobel\"" + axis),
            "1: sweep.sample: there is no \"sobel\"; the nearest is \"sobol\"");
  EXPECT_EQ(error_of("sweep.sample = \"random\"" + axis), "1: sweep.sample: points = N is missing");
  EXPECT_EQ(error_of("sweep.points = 3" + axis),
            "1: sweep.points: a grid has all points; set sweep.sample to random or sobol");
  EXPECT_EQ(error_of("sweep.repeat = 2\n[[axis]]\nkey = \"seed\"\nvalues = [1]"),
            "1: sweep.repeat: the seed is an axis already");
  EXPECT_EQ(error_of("sweep.repeat = 0" + axis),
            "1: sweep.repeat: expected an integer from 1 to 1000000");
  EXPECT_EQ(error_of(axis + axis), "6: axis: mmu.walkers is one already");
  EXPECT_EQ(error_of("seed = 1"),
            "0: there is nothing to sweep; give an [[axis]] with a key and its values");
}

TEST(SweepFile, ConstraintsAreRelationsOfNumbers) {
  const auto error_of_constraint = [](const std::string& require) {
    return error_of("[[axis]]\nkey = \"mmu.walkers\"\nvalues = [1]\n[[constraint]]\n" + require);
  };
  EXPECT_EQ(error_of_constraint("require = \"mmu.walkers < mmu.tlb_ways\""), "no error");
  EXPECT_EQ(error_of_constraint("require = \"mmu.walker < 4\""),
            "5: unknown key \"mmu.walker\"; the nearest is \"mmu.walkers\"");
  EXPECT_EQ(error_of_constraint("require = \"mmu.rc_update == 4\""),
            "5: constraint: mmu.rc_update is no number");
  EXPECT_EQ(error_of_constraint(""), "4: constraint: require is missing");
  for (const std::string wrong : {"\"mmu.walkers<4\"", "\"mmu.walkers => 4\"", "4"}) {
    EXPECT_EQ(error_of_constraint("require = " + wrong),
              "5: constraint: expected a text like \"mmu.tlb_entries >= mmu.tlb_ways\", with one "
              "of < <= > >= == != between blanks");
  }
}

TEST(SweepFile, AConstraintHoldsAsItIsWritten) {
  Config config;
  config.mmu.walkers = 3;
  const auto holds = [&config](const std::string& require) {
    const SourceLine nowhere{"s.toml", 1};
    const SettingTable table{"constraint", {{"constraint.require", require, nowhere}}, nowhere};
    return Constraint::parse(table).holds(config, 9);
  };
  EXPECT_TRUE(holds("mmu.walkers < 4"));
  EXPECT_FALSE(holds("mmu.walkers < 3"));
  EXPECT_TRUE(holds("mmu.walkers <= 3"));
  EXPECT_FALSE(holds("mmu.walkers <= 2"));
  EXPECT_TRUE(holds("4 > mmu.walkers"));
  EXPECT_FALSE(holds("3 > mmu.walkers"));
  EXPECT_TRUE(holds("3 >= mmu.walkers"));
  EXPECT_FALSE(holds("2 >= mmu.walkers"));
  EXPECT_TRUE(holds("seed == 9"));
  EXPECT_FALSE(holds("seed == 8"));
  EXPECT_TRUE(holds("mmu.walkers != seed"));
  EXPECT_FALSE(holds("mmu.walkers != 3"));
}

}  // namespace
}  // namespace htabsim
