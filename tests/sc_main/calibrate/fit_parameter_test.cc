// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/fit_parameter.h"

#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/config/parameters.h"

namespace htabsim {
namespace {

/// What the InputError says that parsing `argument` throws.
std::string fault(const std::string& argument) {
  try {
    FitParameter::parse(argument);
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(FitParameterTest, HasTheKeyItsUnitAndBothLimits) {
  const auto parameter = FitParameter::parse("memory.line_cycles=100..400");
  EXPECT_EQ(parameter.key(), "memory.line_cycles");
  EXPECT_EQ(parameter.unit(), "cycles");
  EXPECT_EQ(parameter.least(), 100U);
  EXPECT_EQ(parameter.most(), 400U);
}

TEST(FitParameterTest, NamesTheNearestOfAnUnknownKey) {
  EXPECT_EQ(fault("memory.lin_cycles=100..400"),
            "--fit: unknown key \"memory.lin_cycles\"; the nearest is \"memory.line_cycles\"");
}

TEST(FitParameterTest, RefusesWhatIsNotARange) {
  for (const std::string limits :
       {"", "=", "=100", "=..", "=100..", "=..400", "=100.400", "=100...400", "=100..400x",
        "=x100..400", "=100 .. 400", "=100..400..500", "=1e2..1e3", "=100..99999999999999999999"}) {
    const std::string argument = "memory.line_cycles" + limits;
    EXPECT_EQ(fault(argument), "--fit: \"" + argument + "\" is not of the form KEY=LEAST..MOST");
  }
}

TEST(FitParameterTest, RefusesWhatIsNoNumber) {
  EXPECT_EQ(fault("memory.caches=0..1"), "--fit: memory.caches is no number");
  EXPECT_EQ(fault("papr.flavour=0..2"), "--fit: papr.flavour is no number");
}

TEST(FitParameterTest, RefusesEveryParameterOfPowersOfTwo) {
  std::size_t refused = 0;
  for (const ParameterInfo& row : parameter_table()) {
    if (row.multiples == Multiples::kAny) continue;
    EXPECT_EQ(fault(fmt::format("{}={}..{}", row.key, row.minimum, row.maximum)),
              fmt::format("--fit: {} has no values between powers of two", row.key));
    ++refused;
  }
  EXPECT_GT(refused, 0U);
}

TEST(FitParameterTest, RefusesLimitsBeyondTheParameters) {
  const std::string allowed = "; allowed: 1..1,000,000 cycles";
  EXPECT_EQ(fault("memory.line_cycles=0..400"),
            "--fit: memory.line_cycles: 0 is out of range" + allowed);
  EXPECT_EQ(fault("memory.line_cycles=-5..400"),
            "--fit: memory.line_cycles: -5 is out of range" + allowed);
  EXPECT_EQ(fault("memory.line_cycles=1..1000001"),
            "--fit: memory.line_cycles: 1000001 is out of range" + allowed);
  EXPECT_EQ(fault("memory.line_cycles=1..1000000"), "none");
}

TEST(FitParameterTest, RefusesLimitsWithNothingBetween) {
  EXPECT_EQ(fault("memory.line_cycles=400..100"),
            "--fit: memory.line_cycles: 400 is not below 100");
  EXPECT_EQ(fault("memory.line_cycles=400..400"),
            "--fit: memory.line_cycles: 400 is not below 400");
  EXPECT_EQ(fault("memory.line_cycles=400..401"), "none");
}

TEST(FitParameterTest, PlacesGoUpInEqualRatios) {
  const auto parameter = FitParameter::parse("memory.line_cycles=100..400");
  EXPECT_EQ(parameter.value_at(0), 100U);
  EXPECT_EQ(parameter.value_at(0.5), 200U);   // 100 * (400 / 100)^0.5
  EXPECT_EQ(parameter.value_at(0.75), 283U);  // 100 * 4^0.75 = 100 * 2 * 1.414
  EXPECT_EQ(parameter.value_at(1), 400U);
  EXPECT_DOUBLE_EQ(parameter.place_of(100), 0);
  EXPECT_DOUBLE_EQ(parameter.place_of(200), 0.5);
  EXPECT_DOUBLE_EQ(parameter.place_of(400), 1);
}

TEST(FitParameterTest, PlacesGoUpInEqualStepsFromZero) {
  const auto parameter = FitParameter::parse("mmu.walk_overhead_cycles=0..80");
  EXPECT_EQ(parameter.value_at(0), 0U);
  EXPECT_EQ(parameter.value_at(0.25), 20U);
  EXPECT_EQ(parameter.value_at(0.5), 40U);
  EXPECT_EQ(parameter.value_at(1), 80U);
  EXPECT_DOUBLE_EQ(parameter.place_of(0), 0);
  EXPECT_DOUBLE_EQ(parameter.place_of(20), 0.25);
  EXPECT_DOUBLE_EQ(parameter.place_of(80), 1);
}

TEST(FitParameterTest, WhatIsBeyondALimitIsAtIt) {
  for (const std::string argument :
       {"mmu.walk_overhead_cycles=0..80", "mmu.walk_overhead_cycles=20..80"}) {
    const auto parameter = FitParameter::parse(argument);
    EXPECT_EQ(parameter.value_at(-0.5), parameter.least()) << argument;
    EXPECT_EQ(parameter.value_at(1.5), 80U) << argument;
    EXPECT_DOUBLE_EQ(parameter.place_of(81), 1) << argument;
    Config config;
    config.mmu.walk_overhead_cycles = 81;
    EXPECT_EQ(parameter.get(config), 80U) << argument;
  }
  const auto parameter = FitParameter::parse("mmu.walk_overhead_cycles=20..80");
  EXPECT_DOUBLE_EQ(parameter.place_of(19), 0);
  Config config;
  config.mmu.walk_overhead_cycles = 19;
  EXPECT_EQ(parameter.get(config), 20U);
}

TEST(FitParameterTest, SetsAndGetsJustItsOwnValue) {
  const auto parameter = FitParameter::parse("mmu.walk_overhead_cycles=0..80");
  Config config;
  const std::uint64_t others = config.memory.line_cycles;
  parameter.set(config, 33);
  EXPECT_EQ(config.mmu.walk_overhead_cycles, 33U);
  EXPECT_EQ(parameter.get(config), 33U);
  EXPECT_EQ(config.memory.line_cycles, others);
}

TEST(FitParameterTest, OfEightValuesEachIsTried) {
  EXPECT_TRUE(FitParameter::parse("mmu.walkers=1..2").enumerable());
  EXPECT_TRUE(FitParameter::parse("mmu.walkers=1..8").enumerable());
  EXPECT_FALSE(FitParameter::parse("mmu.walkers=1..9").enumerable());
  EXPECT_TRUE(FitParameter::parse("mmu.walk_overhead_cycles=0..7").enumerable());
  EXPECT_FALSE(FitParameter::parse("mmu.walk_overhead_cycles=0..8").enumerable());
}

RC_GTEST_PROP(FitParameterTest, APlaceLeadsBackToItsValue, ()) {
  const auto least = *rc::gen::inRange<std::uint64_t>(0, 999'999);
  const auto most = *rc::gen::inRange<std::uint64_t>(least + 1, 1'000'001);
  const auto value = *rc::gen::inRange<std::uint64_t>(least, most + 1);
  const auto parameter =
      FitParameter::parse(fmt::format("mmu.walk_overhead_cycles={}..{}", least, most));
  const double place = parameter.place_of(value);
  RC_ASSERT(place >= 0);
  RC_ASSERT(place <= 1);
  RC_ASSERT(parameter.value_at(place) == value);
}

RC_GTEST_PROP(FitParameterTest, ALargerPlaceIsNoSmallerValue,
              (const std::pair<double, double>& any)) {
  const auto parameter = FitParameter::parse(*rc::gen::element<std::string>(
      "mmu.walk_overhead_cycles=0..1000", "mmu.walk_overhead_cycles=1..1000"));
  const auto [low, high] = std::minmax(any.first, any.second);
  RC_ASSERT(parameter.value_at(low) <= parameter.value_at(high));
}

}  // namespace
}  // namespace htabsim
