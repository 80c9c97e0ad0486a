// SPDX-License-Identifier: Apache-2.0
#include "capi/errors.h"

#include <cerrno>
#include <new>
#include <stdexcept>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(CapiErrors, WhatTheCallReturnsComesBackAndErrnoIsLeftAlone) {
  errno = 0;
  EXPECT_EQ(or_errno([] { return 7L; }), 7L);
  EXPECT_EQ(errno, 0);
}

TEST(CapiErrors, AFailureIsMinusOneAndItsNumber) {
  EXPECT_EQ(or_errno([]() -> int { fail(EBUSY); }), -1);
  EXPECT_EQ(errno, EBUSY);
}

TEST(CapiErrors, NoExceptionReachesTheCaller) {
  EXPECT_EQ(or_errno([]() -> int { throw std::bad_alloc(); }), -1);
  EXPECT_EQ(errno, ENOMEM);
  EXPECT_EQ(or_errno([]() -> int { throw std::logic_error("a defect"); }), -1);
  EXPECT_EQ(errno, EIO);
  EXPECT_EQ(or_errno([]() -> int { throw 1; }), -1);
  EXPECT_EQ(errno, EIO);
}

}  // namespace
}  // namespace htabsim
