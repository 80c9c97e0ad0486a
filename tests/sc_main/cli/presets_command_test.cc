// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <regex>
#include <string>

#include <gtest/gtest.h>

#include "sc_main/config/config_file.h"
#include "sc_main/config/parameters.h"
#include "sc_main/config/presets.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

std::string line_of(const std::string& text, const std::string& start) {
  const std::size_t at = text.find("\n" + start);
  return at == std::string::npos ? "" : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

Config preset_config(const std::string& name) { return make_config({name, {"test"}}, {}); }

/// A line of a table with one space between its cells, however wide the columns are.
std::string cells(const std::string& line) {
  return std::regex_replace(line, std::regex(" +"), " ");
}

TEST(Presets, EachShippedOneAppliesAndNamesASourceForAllThatItSets) {
  EXPECT_EQ(preset_names(), (std::vector<std::string>{"power7", "power8", "power9"}));
  for (const std::string& name : preset_names()) {
    const Preset preset = load_preset(name, {"test"});
    EXPECT_NE(preset.description, "") << name;
    EXPECT_NO_THROW(preset_config(name)) << name;
    for (const Setting& setting : preset.settings) {
      EXPECT_TRUE(preset.sources.contains(setting.key)) << name << ": " << setting.key;
    }
    EXPECT_EQ(preset.sources.size(), preset.settings.size()) << name;
  }
}

TEST(Presets, TlbsAreThoseOfTheFacts) {  // facts L
  EXPECT_EQ(preset_config("power7").mmu.tlb_entries, 128 * 4);
  EXPECT_EQ(preset_config("power8").mmu.tlb_entries, 512 * 4);
  EXPECT_EQ(preset_config("power9").mmu.tlb_entries, 256 * 4);
}

// Facts L: memory latency 89-91 ns on POWER8, about 100 ns on POWER7, 90-110 ns on POWER9.
TEST(Presets, MemoryLatencyInTheirOwnCyclesIsTheOneOfTheFacts) {
  const auto latency_ns = [](const std::string& name) {
    const Config config = preset_config(name);
    return static_cast<double>(config.memory.line_cycles * config.clock.period_ps) / 1000;
  };
  EXPECT_NEAR(latency_ns("power7"), 100, 1);
  EXPECT_NEAR(latency_ns("power8"), 90, 1);
  EXPECT_NEAR(latency_ns("power9"), 100, 10);
}

// Facts L: about 100 GB/s a socket on POWER7, 230 on POWER8, from 120 on POWER9.
TEST(Presets, MemoryBandwidthIsTheOneOfTheFacts) {
  const auto gigabytes_per_s = [](const std::string& name) {
    const Config config = preset_config(name);
    const auto line_ps =
        static_cast<double>(config.memory.line_busy_cycles * config.clock.period_ps);
    return static_cast<double>(config.memory.banks) * 128 / line_ps * 1000;
  };
  EXPECT_NEAR(gigabytes_per_s("power7"), 100, 2);
  EXPECT_NEAR(gigabytes_per_s("power8"), 230, 5);
  EXPECT_NEAR(gigabytes_per_s("power9"), 120, 3);
}

TEST(PresetsCommand, ListsThemWithAndWithoutSayingSo) {
  const ProgramResult list = run_program({"presets", "list"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_EQ(run_program({"presets"}).out, list.out);
  EXPECT_EQ(line_of(list.out, "power8"),
            "power8  POWER8 at 3.4 GHz, one socket with eight memory buffers");
  EXPECT_EQ(std::ranges::count(list.out, '\n'), 4);  // the header and three presets
}

TEST(PresetsCommand, ShowsValueUnitConfidenceAndSourceOfEachParameter) {
  const ProgramResult shown = run_program({"presets", "show", "power7"});
  EXPECT_EQ(shown.exit_code, 0);
  for (const ParameterInfo& parameter : parameter_table()) {
    EXPECT_NE(line_of(shown.out, std::string(parameter.key) + " "), "") << parameter.key;
  }
  const std::string own = cells(line_of(shown.out, "mmu.tlb_entries"));
  EXPECT_NE(own.find(" 512 entries medium "), std::string::npos) << own;
  EXPECT_NE(own.find("128 sets x 4"), std::string::npos) << own;
  const std::string built_in = cells(line_of(shown.out, "migration.read_bytes"));
  EXPECT_NE(built_in.find(" 2,048 bytes high "), std::string::npos) << built_in;
}

TEST(PresetsCommand, ShowsWhatEachParameterMeansAndMayBe) {
  const ProgramResult shown = run_program({"presets", "show", "power8", "--meanings"});
  const std::string line = cells(line_of(shown.out, "mmu.tlb_entries"));
  EXPECT_NE(line.find(" 2,048 entries 1..1,048,576 "), std::string::npos) << line;
  EXPECT_NE(line.find("TLB size"), std::string::npos) << line;
}

TEST(PresetsCommand, ShowsWhatMustAgreeWithALoadedState) {
  const ProgramResult shown = run_program({"presets", "show", "power8", "--meanings"});
  for (const char* key : {"mmu.tlb_entries", "guest.page_size", "memory.data_accesses"}) {
    EXPECT_NE(line_of(shown.out, key).find("must agree"), std::string::npos) << key;
  }
  for (const char* key : {"clock.period_ps", "memory.line_cycles", "mmu.walkers"}) {
    EXPECT_NE(line_of(shown.out, key).find("may differ"), std::string::npos) << key;
  }
}

TEST(PresetsCommand, UnknownPresetNamesTheNearest) {
  expect_input_error(run_program({"presets", "show", "powr9"}),
                     "presets show: unknown preset \"powr9\"; the nearest is \"power9\"");
}

TEST(PresetsCommand, FolderOfPresetsCanBeAnother) {
  const TemporaryFolder folder;
  folder.file("mine.toml", "description = \"My own\"\nmmu.tlb_ways = 8\n");
  const std::string environment = "HTABSIM_PRESET_DIR='" + folder.path().string() + "'";
  EXPECT_EQ(run_program({"presets"}, environment).out, "preset  description\nmine    My own\n");
  const ProgramResult shown = run_program({"presets", "show", "mine"}, environment);
  EXPECT_NE(line_of(shown.out, "mmu.tlb_ways").find(" 8  ways"), std::string::npos);
  expect_input_error_ending(run_program({"presets"}, "HTABSIM_PRESET_DIR=/nonexistent"),
                            "HTABSIM_PRESET_DIR can name another");
}

TEST(PresetsCommand, WrongPresetFilesAreRefusedInTheirLine) {
  const TemporaryFolder folder;
  const std::string environment = "HTABSIM_PRESET_DIR='" + folder.path().string() + "'";
  const auto show = [&](const std::string& contents) {
    folder.file("mine.toml", contents);
    return run_program({"presets", "show", "mine"}, environment);
  };
  const std::string name = (folder / "mine.toml").string();
  expect_input_error_ending(show("mmu.tlb_way = 8\n"), "the nearest is \"mmu.tlb_ways\"");
  expect_input_error_ending(show("seed = 8\n"), "\"");
  expect_input_error(show("[about]\n\"mmu.tlb_ways\" = \"a book\"\n"),
                     name +
                         ":2: about.mmu.tlb_ways: does not end in \"; confidence\" high, "
                         "medium, low or knob");
  expect_input_error(show("[about]\n\"mmu.tlb_ways\" = \"a book; confidence total\"\n"),
                     name +
                         ":2: about.mmu.tlb_ways: does not end in \"; confidence\" high, "
                         "medium, low or knob");
  expect_input_error(show("\ndescription = 3\n"), name + ":2: description: expected a text");
}

}  // namespace
}  // namespace htabsim
