// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/parameters.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/described.h"
#include "sc_main/config/parameter_access.h"

namespace htabsim {
namespace {

const SourceLine kHere{"machine.toml", 7};

std::string error_of(std::string_view key, const ParameterValue& value) {
  Config config;
  try {
    set_parameter(config, key, value, kHere);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

/// The dotted path of every member of Config, in order.
std::vector<std::string> config_keys() {
  std::vector<std::string> keys;
  const Config config;
  for_each_member(config, [&](std::string_view section, const auto& members) {
    for_each_member(members, [&](std::string_view member, const auto&) {
      keys.push_back(std::string(section) + '.' + std::string(member));
    });
  });
  return keys;
}

TEST(Parameters, TableHasARowForEachMemberOfConfigAndNoOther) {
  std::vector<std::string> described;
  for (const ParameterInfo& parameter : parameter_table()) described.emplace_back(parameter.key);
  EXPECT_EQ(described, config_keys());
}

TEST(Parameters, EachKeyIsThereOnce) {
  const auto keys = config_keys();
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
  EXPECT_FALSE(keys.empty());
}

TEST(Parameters, EachRowSaysWhatItIsAndWhereItIsFrom) {
  for (const ParameterInfo& parameter : parameter_table()) {
    EXPECT_NE(parameter.meaning, "") << parameter.key;
    EXPECT_NE(parameter.source, "") << parameter.key;
    EXPECT_EQ(parameter.meaning.find('\n'), std::string_view::npos) << parameter.key;
  }
}

TEST(Parameters, NumbersHaveAUnitAndARangeAndOthersNeither) {
  for (const ParameterInfo& parameter : parameter_table()) {
    const bool number = allowed_values(parameter).find("..") != std::string::npos;
    EXPECT_EQ(number, parameter.maximum > parameter.minimum) << parameter.key;
    EXPECT_EQ(number, !parameter.unit.empty()) << parameter.key;
  }
}

// A TOML integer has 63 bits and a sign, so a larger limit could not be reached.
TEST(Parameters, LimitsFitATomlInteger) {
  for (const ParameterInfo& parameter : parameter_table()) {
    EXPECT_LE(parameter.maximum, std::uint64_t{INT64_MAX}) << parameter.key;
  }
}

TEST(Parameters, BuiltInValuesAreAllowed) {
  const Config built_in;
  EXPECT_FALSE(find_conflict(built_in).has_value());
  for (const ParameterInfo& parameter : parameter_table()) {
    std::string text = parameter_text(built_in, parameter);
    std::erase(text, ',');
    ParameterValue value = text;
    if (text == "true" || text == "false") value = text == "true";
    if (parameter.maximum != 0) value = static_cast<std::int64_t>(std::stoull(text, nullptr, 0));
    Config config;
    EXPECT_NO_THROW(set_parameter(config, parameter.key, value, kHere)) << parameter.key;
  }
}

TEST(Parameters, SetChangesJustThatParameter) {
  Config config;
  set_parameter(config, "tlbie.return_cycles", std::int64_t{77}, kHere);
  for (const ParameterInfo& parameter : parameter_table()) {
    const bool is_the_one = parameter.key == "tlbie.return_cycles";
    EXPECT_EQ(parameter_text(config, parameter),
              is_the_one ? "77" : parameter_text(Config{}, parameter));
  }
}

TEST(Parameters, SetTakesBooleansAndNames) {
  Config config;
  set_parameter(config, "htab.emit_lock_bit", false, kHere);
  set_parameter(config, "migration.completion", std::string("first_zero"), kHere);
  EXPECT_FALSE(config.htab.emit_lock_bit);
  EXPECT_EQ(config.migration.completion, Completion::first_zero);
}

TEST(Parameters, UnknownKeyIsRefusedNamingTheNearest) {
  EXPECT_EQ(error_of("mmu.tlb_entires", std::int64_t{1}),
            "machine.toml:7: unknown key \"mmu.tlb_entires\"; the nearest is \"mmu.tlb_entries\"");
}

TEST(Parameters, BothEndsOfTheRangeAreAllowedAndNothingBeyond) {
  const ParameterInfo& parameter = *find_parameter("migration.read_bytes");
  const auto minimum = static_cast<std::int64_t>(parameter.minimum);
  const auto maximum = static_cast<std::int64_t>(parameter.maximum);
  EXPECT_EQ(minimum, 25);  // R13: 24 bytes never hold an entry
  EXPECT_EQ(error_of(parameter.key, minimum), "no error");
  EXPECT_EQ(error_of(parameter.key, maximum), "no error");
  EXPECT_EQ(error_of(parameter.key, minimum - 1),
            "machine.toml:7: migration.read_bytes: 24 is out of range; allowed: "
            "25..2,147,479,552 bytes");
  EXPECT_NE(error_of(parameter.key, maximum + 1), "no error");
  EXPECT_NE(error_of(parameter.key, std::int64_t{-1}), "no error");
}

TEST(Parameters, HostPagesArePowersOfTwo) {
  EXPECT_EQ(error_of("host_memory.page_bytes", std::int64_t{65536}), "no error");
  EXPECT_EQ(error_of("host_memory.page_bytes", std::int64_t{65535}),
            "machine.toml:7: host_memory.page_bytes: 65535 is out of range; allowed: powers of two "
            "in 4,096..17,179,869,184 bytes");
}

std::uint64_t number_of(std::string_view key, const std::string& text) {
  Config config;
  set_parameter(config, key, text, kHere);
  return parameter_number(config, key).value_or(0);
}

TEST(Parameters, NumbersMayHaveASuffixOrAUnit) {
  EXPECT_EQ(number_of("mmu.tlb_entries", "1K"), 1'024u);
  EXPECT_EQ(number_of("guest.memory_bytes", "64M"), 64u << 20);
  EXPECT_EQ(number_of("cpu.warmup_accesses", "10M"), 10'000'000u);
  EXPECT_EQ(number_of("migration.start_us", "3ms"), 3'000u);
  EXPECT_EQ(number_of("clock.period_ps", "0.25ns"), 250u);
  EXPECT_EQ(number_of("migration.bandwidth_bytes_per_s", "10Gbit/s"), 1'250'000'000u);
  EXPECT_EQ(number_of("host_memory.guest_memory_base", "0x100000000"), std::uint64_t{1} << 32);
  EXPECT_EQ(number_of("mmu.tlb_entries", "1,024 entries"), 1'024u);
}

// 300 cycles of 250 ps are 75 ns.
TEST(Parameters, CyclesMayBeATimeThatTheClockDivides) {
  Config config;
  config.clock.period_ps = 250;
  set_parameter(config, "memory.line_cycles", std::string("75ns"), kHere);
  EXPECT_EQ(config.memory.line_cycles, 300u);
  config.clock.period_ps = 294;
  try {
    set_parameter(config, "memory.line_cycles", std::string("75ns"), kHere);
    FAIL() << "75 ns are no whole number of cycles";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(),
                 "machine.toml:7: memory.line_cycles: \"75ns\" is no whole number of cycles of "
                 "294 ps, but 255.102");
  }
}

TEST(Parameters, WrongUnitsAreRefusedNamingTheParametersOwn) {
  EXPECT_EQ(error_of("mmu.tlb_entries", std::string("3ms")),
            "machine.toml:7: mmu.tlb_entries: \"3ms\" is no number of entries such as 64K; "
            "allowed: " +
                allowed_text(*find_parameter("mmu.tlb_entries")));
  EXPECT_EQ(error_of("migration.start_us", std::string("10MB")),
            "machine.toml:7: migration.start_us: \"10MB\" is no number of us such as 250us or "
            "3ms; allowed: " +
                allowed_text(*find_parameter("migration.start_us")));
  EXPECT_EQ(error_of("migration.bandwidth_bytes_per_s", std::string("10us")),
            "machine.toml:7: migration.bandwidth_bytes_per_s: \"10us\" is no rate in bytes/s such "
            "as 125MB/s "
            "or 10Gbit/s; allowed: " +
                allowed_text(*find_parameter("migration.bandwidth_bytes_per_s")));
  EXPECT_EQ(error_of("memory.line_cycles", std::string("1MB")),
            "machine.toml:7: memory.line_cycles: \"1MB\" is no number of cycles such as 10K or "
            "100ns; allowed: " +
                allowed_text(*find_parameter("memory.line_cycles")));
}

/// A parameter that is a number.
rc::Gen<const ParameterInfo*> any_number() {
  std::vector<const ParameterInfo*> numbers;
  for (const ParameterInfo& parameter : parameter_table()) {
    if (parameter.maximum != 0) numbers.push_back(&parameter);
  }
  return rc::gen::elementOf(numbers);
}

RC_GTEST_PROP(Parameters, WhatIsPrintedIsReadAsTheSame, ()) {
  const ParameterInfo& parameter = **any_number();
  std::uint64_t number = *rc::gen::inRange(parameter.minimum, parameter.maximum);
  if (parameter.multiples == Multiples::kPowersOfTwo) number = std::bit_floor(number);
  Config config;
  parameter.write(config, number);
  const std::string text = parameter_text(config, parameter);
  for (const std::string& printed : {text, text + " " + std::string(parameter.unit)}) {
    if (parameter.unit == "address" && printed != text) continue;
    Config read;
    set_parameter(read, parameter.key, printed, kHere);
    RC_ASSERT(parameter_number(read, parameter.key) == number);
  }
}

TEST(Parameters, WrongTypesAreRefusedSayingWhatIsAllowed) {
  EXPECT_EQ(error_of("memory.banks", std::string("many")),
            "machine.toml:7: memory.banks: expected an integer, got the text \"many\"; allowed: "
            "1..4,096 banks");
  EXPECT_EQ(error_of("memory.banks", 1.5),
            "machine.toml:7: memory.banks: expected an integer, got the fraction 1.5; allowed: "
            "1..4,096 banks");
  EXPECT_EQ(error_of("htab.emit_lock_bit", std::int64_t{1}),
            "machine.toml:7: htab.emit_lock_bit: expected a boolean, got the integer 1; allowed: "
            "false, true");
  EXPECT_EQ(error_of("htab.write_parsing", std::string("unsafe")),
            "machine.toml:7: htab.write_parsing: expected a name, got the text \"unsafe\"; "
            "allowed: safe, reference");
  EXPECT_EQ(error_of("htab.write_parsing", true),
            "machine.toml:7: htab.write_parsing: expected a name, got the boolean true; allowed: "
            "safe, reference");
}

// The model knows pages of 16 GB; no guest here has them.
TEST(Parameters, APageSizeOfTheModelThatNoGuestHasIsRefused) {
  EXPECT_EQ(error_of("guest.page_size", std::string("page_16m")), "no error");
  EXPECT_EQ(error_of("guest.page_size", std::string("page_16g")),
            "machine.toml:7: guest.page_size: expected a name, got the text \"page_16g\"; "
            "allowed: page_4k, page_64k, page_16m");
}

TEST(Parameters, TlbWaysMustDivideItsEntries) {
  Config config;
  config.mmu.tlb_entries = 1536;  // no power of two, and 512 sets of 3 ways
  config.mmu.tlb_ways = 3;
  EXPECT_FALSE(find_conflict(config).has_value());
  config.mmu.tlb_ways = 5;
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->text,
            "mmu.tlb_entries (1536 entries) is no multiple of mmu.tlb_ways (5 ways)");
}

TEST(Parameters, GuestMemoryMustBeginAtAHostPage) {
  Config config;
  config.host_memory.guest_memory_base = 0x1000;
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->second, "host_memory.page_bytes");
  config.host_memory.page_bytes = 0x1000;
  EXPECT_FALSE(find_conflict(config).has_value());
}

TEST(Parameters, AMigrationIsCancelledAfterItsBegin) {
  Config config;
  config.migration.start_us = 10;
  for (const std::uint64_t cancel : {0, 11}) {
    config.migration.cancel_at_us = cancel;
    EXPECT_FALSE(find_conflict(config).has_value()) << cancel;
  }
  config.migration.cancel_at_us = 10;
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->text,
            "migration.cancel_at_us (10 us) is not after migration.start_us (10 us)");
}

TEST(Parameters, GuestPagesMustFitIntoHostPages) {
  Config config;
  config.guest.page_size = PageSize::page_64k;
  config.host_memory.page_bytes = 0x10000;
  EXPECT_FALSE(find_conflict(config).has_value());
  config.host_memory.page_bytes = 0x8000;
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->first, "guest.page_size");
}

TEST(Parameters, AMapOfFramesNeedsAKernelThatUsesIt) {
  Config config;
  config.guest.v2p_file = "v2p.textproto";
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->text, "guest.v2p_file needs guest.frames=trace");
  config.guest.frames = FrameChoice::trace;
  EXPECT_FALSE(find_conflict(config).has_value());
}

TEST(Parameters, PagesOf16MNeedHostPagesAndFramesThatAreTheKernels) {
  Config config;
  config.guest.transparent_16m = 50;
  EXPECT_FALSE(find_conflict(config).has_value());
  config.guest.frames = FrameChoice::trace;
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->second, "guest.frames");
  config.guest.frames = FrameChoice::kernel;
  config.host_memory.page_bytes = 0x80'0000;
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->second, "host_memory.page_bytes");
}

TEST(Parameters, MemoryThatStoresDirtyNeedsDataAccesses) {
  Config config;
  config.migration.ram_dirtying = RamDirtying::stores;
  EXPECT_FALSE(find_conflict(config).has_value()) << "no memory is sent";
  config.migration.ram_bytes = 4096;
  ASSERT_TRUE(find_conflict(config).has_value());
  EXPECT_EQ(find_conflict(config)->second, "memory.data_accesses");
  config.memory.data_accesses = true;
  EXPECT_FALSE(find_conflict(config).has_value());
}

RC_GTEST_PROP(ParametersProp, AnIntegerIsTakenExactlyIfItIsInRange, (std::int64_t value)) {
  const ParameterInfo& parameter = *find_parameter("mmu.tlb_entries");
  const bool in_range = value >= static_cast<std::int64_t>(parameter.minimum) &&
                        value <= static_cast<std::int64_t>(parameter.maximum);
  RC_CLASSIFY(in_range);
  RC_ASSERT((error_of(parameter.key, value) == "no error") == in_range);
}

}  // namespace
}  // namespace htabsim
