// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/litmus_test.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/usage_error.h"

namespace htabsim {
namespace {

/// Such as "Wx sync Ry; Wy sync Rx".
std::string text_of(const LitmusTest& test) {
  std::string text;
  for (const LitmusThread& thread : test.threads) {
    if (!text.empty()) text += "; ";
    for (std::size_t i = 0; i < thread.accesses.size(); ++i) {
      if (i != 0) text += " " + std::string(enumerator_name(thread.edge)) + " ";
      text += thread.accesses[i].kind == LitmusAccessKind::kRead ? 'R' : 'W';
      text += static_cast<char>('x' + thread.accesses[i].location);
    }
  }
  return text;
}

std::string what_is_wrong(const std::string& name) {
  try {
    litmus_test(name);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(LitmusTestName, GivesThreadsAroundACycleO16) {
  EXPECT_EQ(text_of(litmus_test("MP+lwsync+addr")), "Wx lwsync Wy; Ry addr Rx");
  EXPECT_EQ(text_of(litmus_test("SB+syncs")), "Wx sync Ry; Wy sync Rx");
  EXPECT_EQ(text_of(litmus_test("2+2W")), "Wx po Wy; Wy po Wx");
  EXPECT_EQ(text_of(litmus_test("ISA2+eieio+data+ctrlisync")),
            "Wx eieio Wy; Ry data Wz; Rz ctrlisync Rx");
  // One access's threads have no edge.
  EXPECT_EQ(text_of(litmus_test("IRIW+sync+addr")), "Wx; Rx sync Ry; Wy; Ry addr Rx");
  EXPECT_EQ(text_of(litmus_test("WRC+addr+po")), "Wx; Rx addr Wy; Ry po Rx");
  // W+RWC is a family of its own.
  EXPECT_EQ(text_of(litmus_test("W+RWC+po+sync+isync")), "Wx po Wy; Ry sync Rz; Wz isync Rx");
}

TEST(LitmusTestName, CommunicationsJoinAccessesOfOneLocation) {
  using enum LitmusCommunication;
  EXPECT_EQ(litmus_test("R").communications, (std::vector{ws, fr}));
  for (const char* name : {"MP", "WRW+WR", "Z6.0", "3.LB", "IRRWIW"}) {
    const LitmusTest test = litmus_test(name);
    ASSERT_EQ(test.communications.size(), test.threads.size()) << name;
    for (std::size_t i = 0; i < test.threads.size(); ++i) {
      const LitmusThread& next = test.threads[(i + 1) % test.threads.size()];
      EXPECT_EQ(test.threads[i].accesses.back().location, next.accesses.front().location) << name;
    }
  }
}

TEST(LitmusTestName, WhatIsWrongIsNamed) {
  EXPECT_EQ(what_is_wrong("MPP+po+po"),
            "\"MPP+po+po\" is of no family that is known; the nearest is \"MP\"");
  EXPECT_EQ(what_is_wrong("SB+synk+po"),
            "SB+synk+po: there is no edge \"synk\"; the nearest is \"sync\"");
  EXPECT_EQ(what_is_wrong("ISA2+sync+sync"),
            "ISA2+sync+sync: 2 edges, for 3 threads of two accesses");
  EXPECT_EQ(what_is_wrong("MP+"), "MP+: 1 edges, for 2 threads of two accesses");
}

}  // namespace
}  // namespace htabsim
