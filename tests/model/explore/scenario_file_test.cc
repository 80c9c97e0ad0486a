// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/scenario_file.h"

#include <string>

#include <boost/algorithm/string/replace.hpp>
#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/explore/explorer.h"
#include "htabsim/model/explore/scenario.h"

namespace htabsim {
namespace {

ScenarioText read(const std::string& text) { return read_scenario_file(InputFile("s", text)); }

std::string what_is_wrong(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(ScenarioFile, PropertiesEntriesAndColumnsAreRead) {
  const ScenarioText text = read(
      "# a comment\n"
      "meaning  two agents  # and another\n"
      "expect   breaks no_lost_update\n"
      "entry    2 used bolted\n"
      "entry    5 absent\n"
      "\n"
      "reader A  |  host\n"
      "open      |  unmap 2\n"
      "read all  |\n"
      "          |  dirty_log 5\n"
      "rest\n");
  EXPECT_EQ(text.meaning, "two agents");
  EXPECT_EQ(text.breaks, "no_lost_update");
  ASSERT_EQ(text.entries.size(), 2);
  EXPECT_EQ(text.entries[0].index, HpteIndex(2));
  EXPECT_TRUE(text.entries[0].used && text.entries[0].bolted && !text.entries[0].absent);
  EXPECT_TRUE(text.entries[1].absent && !text.entries[1].used);
  ASSERT_EQ(text.agents.size(), 2);
  EXPECT_EQ(text.agents[0].name, "reader A");
  ASSERT_EQ(text.agents[0].steps.size(), 3);
  EXPECT_EQ(text.agents[0].steps[1].kind, StepKind::read_all);
  ASSERT_EQ(text.agents[1].steps.size(), 2);
  EXPECT_EQ(text.agents[1].steps[1].kind, StepKind::dirty_log);
  EXPECT_EQ(text.agents[1].steps[1].entry, HpteIndex(5));
}

TEST(ScenarioFile, AwaitNamesAgents) {
  const ScenarioText text = read(
      "one | other one | third\n"
      "open | await one, third | rest\n");
  EXPECT_EQ(text.agents[1].steps[0].agents, (std::vector<std::string>{"one", "third"}));
}

TEST(ScenarioFile, WhatIsWrongIsNamedWithItsLine) {
  EXPECT_EQ(what_is_wrong("reader\nopne\n"),
            "s:2: there is no step \"opne\"; the nearest is \"open\"");
  EXPECT_EQ(what_is_wrong("a|b\nawait c|rest\n"),
            "s:2: there is no agent \"c\"; the nearest is \"a\"");
  EXPECT_EQ(what_is_wrong("host\nunmap 16\n"), "s:2: entry \"16\" is none of 0 to 15");
  EXPECT_EQ(what_is_wrong("host\nunmap\n"),
            "s:2: there is no step \"unmap\"; the nearest is \"unmap N\"");
  EXPECT_EQ(what_is_wrong("entry 16\n"), "s:1: expected an entry of 0 to 15");
  EXPECT_EQ(what_is_wrong("entry 1\nentry 1\n"), "s:2: entry 1 is there already");
  EXPECT_EQ(what_is_wrong("entry 1 dirty\n"),
            "s:1: an entry is not \"dirty\"; it may be used, bolted, absent, unbacked, secondary");
  EXPECT_EQ(what_is_wrong("expect nothing\n"),
            "s:1: expected \"expect holds\", or \"expect breaks\" and a promise, and perhaps \"on "
            "power\"");
  EXPECT_EQ(what_is_wrong("a|b\nrest|rest|rest\n"), "s:2: 3 columns, for 2 agents");
  EXPECT_EQ(what_is_wrong("a|a\n"), "s:1: there are two \"a\"");
  EXPECT_EQ(what_is_wrong("a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s\n"),
            "s:1: 19 agents, of at most 18");
  EXPECT_EQ(what_is_wrong("a||b\n"), "s:1: an agent has no name");
  EXPECT_EQ(what_is_wrong("reader\nread all\n"), "s: \"reader\" reads before it opens");
  EXPECT_EQ(what_is_wrong("reader\nopen\nsend all\n"),
            "s: \"reader\" needs the other end of a link: an agent with \"write until closed\"");
  EXPECT_EQ(what_is_wrong("w\nwrite until closed\nload 1\n"),
            "s: \"w\" writes, and does more than that");
  EXPECT_EQ(what_is_wrong("a\nload 1\nstart\n"),
            "s: \"a\" does more before it starts than open and read");
  EXPECT_EQ(what_is_wrong("meaning x\n"),
            "s: has no agents: a line with their names, then one for each step");
}

TEST(ScenarioFile, PropertiesOfTheTableAreReadAndRefused) {
  const ScenarioText text = read(
      "expect   breaks whole_entry on power\n"
      "needs    eieio@H_ENTER\n"
      "format   isa300\n"
      "erratum  power9\n"
      "host_pages read_only\n"
      "pages    64k_in_4k\n"
      "entry    1 unbacked\n"
      "one\n"
      "load 1\n");
  EXPECT_EQ(text.breaks, "whole_entry");
  EXPECT_EQ(text.breaks_on, MemoryModel::power);
  EXPECT_EQ(text.needs, "eieio@H_ENTER");
  EXPECT_EQ(text.format, HpteFormat::isa300);
  EXPECT_EQ(text.erratum, TlbieErratum::p9);
  EXPECT_EQ(text.host_access, HostAccess::kReadOnly);
  EXPECT_EQ(text.pages.sizes, (HptePageSize{PageSize::page_4k, PageSize::page_64k}));
  EXPECT_TRUE(text.entries.front().unbacked);
  EXPECT_EQ(what_is_wrong("needs eieio\n"),
            "s:1: expected \"needs\" and a barrier of explore --barriers");
  EXPECT_EQ(what_is_wrong("format isa207\n"), "s:1: expected \"format isa300\"");
  EXPECT_EQ(what_is_wrong("pages 64k\n"),
            "s:1: expected \"pages 64k_in_4k\" or \"pages 16m_in_64k\"");
  EXPECT_EQ(what_is_wrong("erratum power8\n"), "s:1: expected \"erratum power9\"");
  EXPECT_EQ(what_is_wrong("native\none\nremove 1\n"),
            "s: \"one\" needs a hypervisor, but the table is native");
  EXPECT_EQ(what_is_wrong("native\none\nopen\n"),
            "s: \"one\" needs a hypervisor, but the table is native");
}

TEST(ScenarioFile, EveryFormOfStepIsReadBack) {
  for (const StepForm& form : step_forms()) {
    std::string words(form.words);
    for (const auto& [place, value] : {std::pair<std::string, std::string>{" N", " 3"},
                                       {" AGENTS", " a, b"},
                                       {" AGENT", " a"}}) {
      boost::replace_all(words, place, value);
    }
    EXPECT_EQ(parse_step(words).kind, form.kind) << words;
  }
}

// What is written is there, with its page's own bits, and what is invalidated is gone (R43, R48).
TEST(ScenarioFile, WriteOfTheStreamChangesItsEntry) {
  const auto breaks = [](const std::string& access) {
    return explore(scenario_of("own", read("entry 1 used\nwriter|processor\n" + access)), {})
        .violation.has_value();
  };
  EXPECT_FALSE(breaks("stream_write 2|after writer\n|must load 2\n"));
  EXPECT_TRUE(breaks("stream_invalidate 1|after writer\n|must load 1\n"));
  EXPECT_FALSE(breaks("stream_invalidate 2|after writer\n|must load 1\n"));
}

// Two programs that store to one page: each sets C once, or finds it set.
TEST(ScenarioFile, ScenarioOfOnesOwnIsExplored) {
  const Scenario scenario = scenario_of("own", read("entry 1\n"
                                                    "one     | other\n"
                                                    "store 1 | store 1\n"));
  const Exploration result = explore(scenario, {});
  EXPECT_FALSE(result.violation);
  EXPECT_GT(result.schedules, 1);
}

}  // namespace
}  // namespace htabsim
