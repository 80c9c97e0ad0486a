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

// The clock is set behind the time that is cycles of it: 100 ns are 400 of 250 ps.
TEST(ConfigFile, TimesAreCyclesOfTheClockInForce) {
  const TemporaryFolder folder;
  const auto path =
      folder.file("m.toml", "[memory]\nline_cycles = \"100ns\"\n[clock]\nperiod_ps = \"0.25ns\"\n");
  EXPECT_EQ(config_of("power8", read_config_file(path).settings).memory.line_cycles, 400u);
}

TEST(ConfigFile, GuestsFolderStandsBesideParametersOfTheGuest) {
  const TemporaryFolder folder;
  const auto path = folder.file("m.toml", "[guest]\nfolder = \"captured\"\nprocessors = 2\n");
  const ConfigFile file = read_config_file(path);
  EXPECT_EQ(file.guest, folder / "captured");
  ASSERT_EQ(file.settings.size(), 1u);
  EXPECT_EQ(file.settings.front().key, "guest.processors");
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

TEST(ConfigFile, OptionsOfTheCommandLineHaveKeysAndPathsAreRelativeToTheFile) {
  const TemporaryFolder folder;
  const auto path = folder.file(
      "m.toml",
      "output = \"results\"\nformat = \"lackey\"\nskip_noise = true\nsample = \"1M:10K\"\n"
      "warmup = \"100K\"\ninject = \"enter_not_noted\"\nwithout = \"eieio@H_ENTER\"\n");
  const ConfigOptions options = read_config_file(path).options;
  EXPECT_EQ(options.output, folder / "results");
  EXPECT_EQ(options.format, "lackey");
  EXPECT_TRUE(options.skip_noise);
  EXPECT_FALSE(options.skip_kernel);
  EXPECT_EQ(options.sample, "1M:10K");
  EXPECT_EQ(options.warmup, 100'000u);
  EXPECT_EQ(options.inject, "enter_not_noted");
  EXPECT_EQ(options.without, "eieio@H_ENTER");
  const auto chosen = folder.file("s.toml", "simpoints = \"a/points:1000\"\nwarmup = 7\n");
  EXPECT_EQ(read_config_file(chosen).options.simpoints, (folder / "a/points:1000").string());
  EXPECT_EQ(read_config_file(chosen).options.warmup, 7u);
}

TEST(ConfigFile, WrongOptionsAreNamedWithTheirLine) {
  EXPECT_EQ(error_of("\nwarmup = \"10ns\"\n"),
            "2: warmup: expected a number of accesses such as 10000 or \"10K\"");
  EXPECT_EQ(error_of("warmup = -1\n"),
            "1: warmup: expected a number of accesses such as 10000 or \"10K\"");
  EXPECT_EQ(error_of("skip_noise = 1\n"), "1: skip_noise: expected true or false");
  EXPECT_EQ(error_of("output = \"\"\n"), "1: output: expected the path of a folder");
  EXPECT_EQ(error_of("outputs = \"a\"\n"), "1: unknown key \"outputs\"; the nearest is \"output\"");
}

TEST(ConfigFile, AnAbsoluteGuestStaysAsItIs) {
  const TemporaryFolder folder;
  const auto path = folder.file("m.toml", "guest = \"/captured/one\"\n");
  EXPECT_EQ(read_config_file(path).guest, "/captured/one");
}

TEST(ConfigFile, TracesAreTablesInTheirOrderAndRelativeToTheFile) {
  const TemporaryFolder folder;
  const auto path = folder.file("m.toml",
                                "seed = 5\n[mmu]\ntlb_ways = 8\n"
                                "[[trace]]\nfile = \"b/1.zip\"\nspace = \"app\"\n"
                                "[[trace]]\nspace = \"app\"\nfile = \"a@b\"\n"
                                "[cpu]\n"
                                "[[trace]]\nfile = \"/elsewhere/3\"\n");
  const ConfigFile file = read_config_file(path);
  EXPECT_EQ(file.traces,
            (std::vector<ConfigTrace>{
                {folder / "b/1.zip", "app"}, {folder / "a@b", "app"}, {"/elsewhere/3", ""}}));
  EXPECT_EQ(file.seed, 5u);
  ASSERT_EQ(file.settings.size(), 1u);
  EXPECT_EQ(file.settings[0].key, "mmu.tlb_ways");
}

TEST(ConfigFile, TracesCanBeAListInALine) {
  const TemporaryFolder folder;
  const auto path =
      folder.file("m.toml", "trace = [{file = \"a\"}, {file = \"b\", space = \"s\"}]\n");
  EXPECT_EQ(read_config_file(path).traces,
            (std::vector<ConfigTrace>{{folder / "a", ""}, {folder / "b", "s"}}));
  EXPECT_TRUE(read_config_file(folder.file("none.toml", "trace = []\n")).traces.empty());
}

TEST(ConfigFile, UnknownKeysOfTracesAreRefusedNamingTheNearest) {
  EXPECT_EQ(error_of("[[trace]]\nfile = \"a\"\n[[trace]]\nfil = \"b\"\n"),
            "4: unknown key \"trace.fil\"; the nearest is \"trace.file\"");
  EXPECT_EQ(error_of("[[trace]]\nfile = \"a\"\nspaces = \"b\"\n"),
            "3: unknown key \"trace.spaces\"; the nearest is \"trace.space\"");
  EXPECT_EQ(error_of("\n[[trac]]\nfile = \"a\"\n"),
            "2: unknown key \"trac\"; the nearest is \"trace\"");
  EXPECT_EQ(error_of("trac = \"a\"\n"), "1: unknown key \"trac\"; the nearest is \"trace\"");
  EXPECT_EQ(error_of("[[trace]]\nspace = \"b\"\nfil = 1\nspac = 1\n").substr(0, 2), "3:");
}

TEST(ConfigFile, TracesOfAWrongTypeAreRefused) {
  const std::string no_list = "trace: expected a table [[trace]] for each of them";
  EXPECT_EQ(error_of("\ntrace = \"a\"\n"), "2: " + no_list);
  EXPECT_EQ(error_of("[trace]\nfile = \"a\"\n"), "1: " + no_list);
  EXPECT_EQ(error_of("trace.file = \"a\"\n"), "1: " + no_list);
  EXPECT_EQ(error_of("trace = [{file = \"a\"},\n\"b\"]\n"), "2: " + no_list);
  EXPECT_EQ(error_of("[[trace]]\nfile = 1\n"), "2: trace.file: expected the path of a trace");
  EXPECT_EQ(error_of("[[trace]]\nfile = \"\"\n"), "2: trace.file: expected the path of a trace");
  EXPECT_EQ(error_of("[[trace]]\nfile = \"a\"\nspace = true\n"),
            "3: trace.space: expected an address space's name");
  EXPECT_EQ(error_of("[[trace]]\nfile = \"a\"\nspace = \"\"\n"),
            "3: trace.space: expected an address space's name");
  EXPECT_EQ(error_of("[[trace]]\nfile = [\"a\"]\n"),
            "2: trace.file: expected a number, a boolean or text, got an array");
}

TEST(ConfigFile, ATraceHasAFile) {
  EXPECT_EQ(error_of("[[trace]]\nfile = \"a\"\n\n[[trace]]\nspace = \"b\"\n"),
            "4: trace: file = \"FILE\" is missing");
  EXPECT_EQ(error_of("[[trace]]\n"), "1: trace: file = \"FILE\" is missing");
}

TEST(ConfigFile, OnlyTracesAreAList) {
  EXPECT_EQ(error_of("[[mmu]]\ntlb_ways = 1\n"),
            "1: mmu: expected a number, a boolean or text, got an array");
  EXPECT_EQ(error_of("guest = [1]\n"),
            "1: guest: expected a number, a boolean or text, got an array");
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
