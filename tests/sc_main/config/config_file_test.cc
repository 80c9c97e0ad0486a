// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/config_file.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "sc_main/config/presets.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

/// The text of the error that reading and applying a file of these contents ends with.
std::string error_of(const std::string& contents) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.file("m.toml", contents);
  try {
    const ConfigFile file = read_config_file(path);
    make_config(file.preset.value_or(PresetChoice{"power8", {"--preset"}}), file.settings);
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), path.string());
    return std::to_string(error.line()) + ": " + error.text();
  }
  return "no error";
}

Config config_of(const std::string& preset, const std::vector<Setting>& settings) {
  return make_config({preset, {"--preset"}}, settings);
}

TEST(ConfigFile, SettingsGoOverThePresetAndThatOverTheBuiltInValues) {
  const TemporaryFolder folder;
  const auto path = folder.file("m.toml", "[mmu]\ntlb_ways = 8\n[htab]\nemit_lock_bit = false\n");
  const Config config = config_of("power7", read_config_file(path).settings);
  EXPECT_EQ(config.mmu.tlb_ways, 8);                             // file
  EXPECT_FALSE(config.htab.emit_lock_bit);                       // file
  EXPECT_EQ(config.mmu.tlb_entries, 512);                        // POWER7 (facts L)
  EXPECT_EQ(config.htab.call_cycles, HtabConfig{}.call_cycles);  // built in
}

// The built-in values are the default preset's: code that asks for no preset means that machine.
TEST(ConfigFile, TheDefaultPresetIsTheBuiltInMachineInEveryKey) {
  const Config preset = config_of(kDefaultPreset, {});
  for (const ParameterInfo& parameter : parameter_table()) {
    EXPECT_EQ(parameter_text(preset, parameter), parameter_text(Config{}, parameter))
        << parameter.key;
  }
}

TEST(ConfigFile, NoOtherPresetIsTheBuiltInMachine) {
  for (const std::string& name : preset_names()) {
    const Config preset = config_of(name, {});
    const bool same = std::ranges::all_of(parameter_table(), [&](const ParameterInfo& parameter) {
      return parameter.read(preset) == parameter.read(Config{});
    });
    EXPECT_EQ(same, name == kDefaultPreset) << name;
  }
}

TEST(ConfigFile, RunInputsAreReadAndTheGuestIsRelativeToTheFile) {
  const TemporaryFolder folder;
  const auto path =
      folder.file("m.toml", "preset = \"power9\"\nguest = \"captured/one\"\nseed = 5\n");
  const ConfigFile file = read_config_file(path);
  ASSERT_TRUE(file.preset.has_value());
  EXPECT_EQ(file.preset->name, "power9");
  EXPECT_EQ(file.preset->where.line, 1u);
  EXPECT_EQ(file.guest, folder / "captured/one");
  EXPECT_EQ(file.seed, 5u);
  EXPECT_TRUE(file.settings.empty());
}

TEST(ConfigFile, AnAbsoluteGuestStaysAsItIs) {
  const TemporaryFolder folder;
  const auto path = folder.file("m.toml", "guest = \"/captured/one\"\n");
  EXPECT_EQ(read_config_file(path).guest, "/captured/one");
}

TEST(ConfigFile, KeysCanBeTablesDottedOrQuoted) {
  const TemporaryFolder folder;
  const auto path = folder.file(
      "m.toml", "mmu.tlb_ways = 1\n\"memory.banks\" = 2\ntlbie = {issue_cycles = 3}\n[cpu]\n");
  const Config config = config_of("power8", read_config_file(path).settings);
  EXPECT_EQ(config.mmu.tlb_ways, 1);
  EXPECT_EQ(config.memory.banks, 2);
  EXPECT_EQ(config.tlbie.issue_cycles, 3);
}

TEST(ConfigFile, UnknownKeyIsRefusedInItsLineNamingTheNearest) {
  EXPECT_EQ(error_of("[mmu]\n\ntlb_wais = 4\n"),
            "3: unknown key \"mmu.tlb_wais\"; the nearest is \"mmu.tlb_ways\"");
  EXPECT_EQ(error_of("gest = \"x\"\n"), "1: unknown key \"gest\"; the nearest is \"guest\"");
}

TEST(ConfigFile, UnknownEmptySectionIsRefused) {
  EXPECT_TRUE(error_of("[mmu]\n[mmmu]\n").starts_with("2: unknown key \"mmmu\""));
  EXPECT_EQ(error_of("[mmu]\n"), "no error");
}

TEST(ConfigFile, TheFirstWrongLineIsTheOneReported) {
  EXPECT_EQ(error_of("[mmu]\ntlb_ways = 0\nderat_entries = 0\n").substr(0, 16), "2: mmu.tlb_ways:");
}

TEST(ConfigFile, WrongTypesAndRangesNameLineAndWhatIsAllowed) {
  EXPECT_EQ(error_of("\n[clock]\nperiod_ps = 1\n"),
            "3: clock.period_ps: 1 is out of range; allowed: 50..100,000 ps");
  EXPECT_EQ(error_of("[clock]\nperiod_ps = [1]\n"),
            "2: clock.period_ps: expected a number, a boolean or text, got an array");
  EXPECT_EQ(error_of("[clock]\nperiod_ps = 2020-01-01\n"),
            "2: clock.period_ps: expected a number, a boolean or text, got a date or time");
}

TEST(ConfigFile, WrongRunInputsAreRefused) {
  EXPECT_EQ(error_of("seed = -1\n"), "1: seed: -1 is less than 0");
  EXPECT_EQ(error_of("seed = \"a\"\n"), "1: seed: expected an integer, 0 or more");
  EXPECT_EQ(error_of("guest = 1\n"), "1: guest: expected the path of a folder");
  EXPECT_EQ(error_of("\npreset = \"power6\"\n"),
            "2: unknown preset \"power6\"; the nearest is \"power7\"");
}

TEST(ConfigFile, ContradictionIsBlamedOnTheLineThatCausedIt) {
  EXPECT_EQ(error_of("[mmu]\ntlb_ways = 3\n"),
            "2: mmu.tlb_entries (2048 entries) is no multiple of mmu.tlb_ways (3 ways)");
  EXPECT_EQ(error_of("[mmu]\ntlb_ways = 3\ntlb_entries = 1536\n"), "no error");
  EXPECT_EQ(error_of("[mmu]\ntlb_ways = 3\ntlb_entries = 1537\n").substr(0, 2), "3:");
}

TEST(ConfigFile, TomlThatDoesNotParseIsRefusedInItsLine) {
  EXPECT_EQ(error_of("[mmu]\ntlb_ways = \n").substr(0, 2), "2:");
  EXPECT_EQ(error_of("[mmu]\ntlb_ways = 1\ntlb_ways = 2\n").substr(0, 2), "3:");
}

TEST(SetOption, ValueIsTomlOrABareWord) {
  EXPECT_EQ(std::get<std::int64_t>(parse_setting("a.b=0x10").value), 16);
  EXPECT_EQ(std::get<std::int64_t>(parse_setting("a.b=1_000").value), 1000);
  EXPECT_EQ(std::get<bool>(parse_setting("a.b=true").value), true);
  EXPECT_EQ(std::get<std::string>(parse_setting("a.b=reference").value), "reference");
  EXPECT_EQ(std::get<std::string>(parse_setting("a.b=\"reference\"").value), "reference");
  EXPECT_EQ(std::get<std::string>(parse_setting("a.b=").value), "");
  EXPECT_EQ(std::get<std::string>(parse_setting("a.b=1\nc = 2").value), "1\nc = 2");
  EXPECT_EQ(parse_setting("a.b=c=d").key, "a.b");
  EXPECT_EQ(parse_setting("a.b=1").where.name, "--set");
}

TEST(SetOption, ArgumentWithoutEqualsSignIsRefused) {
  EXPECT_THROW(parse_setting("mmu.tlb_ways"), InputError);
}

}  // namespace
}  // namespace htabsim
