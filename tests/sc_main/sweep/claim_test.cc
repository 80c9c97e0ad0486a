// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/claim.h"

#include <csignal>
#include <utility>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "htabsim/model/base/input_error.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

class ClaimTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "claim";
};

TEST_F(ClaimTest, OneAtATimeHasIt) {
  EXPECT_FALSE(Claim::is_taken(file_));
  {
    const auto claim = Claim::try_take(file_);
    ASSERT_TRUE(claim);
    EXPECT_TRUE(Claim::is_taken(file_));
    EXPECT_FALSE(Claim::try_take(file_));
  }
  EXPECT_FALSE(Claim::is_taken(file_));
  EXPECT_TRUE(Claim::try_take(file_));
}

TEST_F(ClaimTest, ToAskTakesNothing) {
  { const auto claim = Claim::try_take(file_); }
  EXPECT_FALSE(Claim::is_taken(file_));
  const auto claim = Claim::try_take(file_);
  EXPECT_TRUE(claim);
  EXPECT_TRUE(Claim::is_taken(file_));
  EXPECT_TRUE(Claim::is_taken(file_));
}

TEST_F(ClaimTest, ThatOfADeadProcessIsFree) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t process = ::fork();
  if (process == 0) {
    const auto claim = Claim::try_take(file_);
    const char byte = claim ? 1 : 0;
    if (::write(ready[1], &byte, 1) == 1) ::pause();
    ::_exit(1);
  }
  char has_it = 0;
  ASSERT_EQ(::read(ready[0], &has_it, 1), 1);
  EXPECT_EQ(has_it, 1);
  EXPECT_FALSE(Claim::try_take(file_));
  ::kill(process, SIGKILL);
  ::waitpid(process, nullptr, 0);
  EXPECT_TRUE(Claim::try_take(file_));
}

TEST_F(ClaimTest, IsGivenBackEvenWhileAChildHasTheFileOpen) {
  auto claim = Claim::try_take(file_);
  ASSERT_TRUE(claim);
  const pid_t process = ::fork();
  if (process == 0) {
    ::pause();
    ::_exit(1);
  }
  claim.reset();
  EXPECT_TRUE(Claim::try_take(file_));
  ::kill(process, SIGKILL);
  ::waitpid(process, nullptr, 0);
}

TEST_F(ClaimTest, WhereNothingCanBeWrittenItIsRefused) {
  EXPECT_THROW(Claim::try_take(folder_ / "missing" / "claim"), InputError);
}

}  // namespace
}  // namespace htabsim
