// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/child_process.h"

#include <csignal>
#include <string>

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

class ChildProcessTest : public testing::Test {
 protected:
  [[nodiscard]] ProcessCommand shell(const std::string& script) const {
    return {"sh", {"-c", script}, folder_ / "out", folder_ / "err"};
  }

  TemporaryFolder folder_;
};

TEST_F(ChildProcessTest, ItsOutputAndExitCodeAreKept) {
  ChildProcess child(shell("echo said; echo wrong >&2; exit 7"));
  const ProcessEnd end = child.wait();
  EXPECT_EQ(end.exit_code, 7);
  EXPECT_FALSE(end.is_killed());
  EXPECT_EQ(contents_of(folder_ / "out"), "said\n");
  EXPECT_EQ(contents_of(folder_ / "err"), "wrong\n");
}

TEST_F(ChildProcessTest, ASignalIsTold) {
  ChildProcess child(shell("kill -9 $$"));
  const ProcessEnd end = child.wait();
  EXPECT_TRUE(end.is_killed());
  EXPECT_EQ(end.signal, SIGKILL);
}

TEST_F(ChildProcessTest, ReadsNothing) {
  ChildProcess child(shell("cat"));
  EXPECT_EQ(child.wait().exit_code, 0);
  EXPECT_EQ(contents_of(folder_ / "out"), "");
}

TEST_F(ChildProcessTest, WhatDoesNotExistIsToldByItsExitCode) {
  ChildProcess child({(folder_ / "none").string(), {}, folder_ / "out", folder_ / "err"});
  EXPECT_EQ(child.wait().exit_code, kNoSuchProgram);
}

TEST_F(ChildProcessTest, ItsEndCanBeWaitedFor) {
  ChildProcess child(shell("sleep 0.1; exit 3"));
  EXPECT_FALSE(child.poll());
  pollfd event{child.end_event(), POLLIN, 0};
  EXPECT_EQ(::poll(&event, 1, 10'000), 1);
  const auto end = child.poll();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->exit_code, 3);
}

TEST_F(ChildProcessTest, EndsWithItsOwner) {
  std::string process;
  {
    const ChildProcess child(shell("echo $$; exec sleep 1000"));
    while (process.find('\n') == process.npos) process = contents_of(folder_ / "out");
  }
  EXPECT_EQ(::kill(std::stoi(process), 0), -1);
}

}  // namespace
}  // namespace htabsim
