// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/locked_hpte.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(PaprLockedHpte, IsNoEntryUnlessSet) {
  const LockedHpte locked;
  EXPECT_EQ(locked.dword0, 0U);
  EXPECT_FALSE(locked.valid());
  EXPECT_FALSE(locked.guest_valid());
}

}  // namespace
}  // namespace htabsim
