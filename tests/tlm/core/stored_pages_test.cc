// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/stored_pages.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

StoredPages::Pages taken(StoredPages& stores, std::uint64_t now) {
  StoredPages::Pages pages;
  stores.take(Cycles(now), pages);
  return pages;
}

TEST(StoredPagesTest, EachPageCountsOnceUntilItIsTaken) {
  StoredPages stores;
  for (const std::uint64_t address : {0x1000, 0x1ff8, 0x2000}) {
    stores.add(address, Cycles(5), Cycles(5));
  }
  EXPECT_EQ(taken(stores, 6), (StoredPages::Pages{1, 2}));
  EXPECT_TRUE(taken(stores, 9).empty());
  stores.add(0x1000, Cycles(10), Cycles(9));
  EXPECT_EQ(taken(stores, 11), (StoredPages::Pages{1}));
}

// A page that is stored to before and after the time counts on both sides of it.
TEST(StoredPagesTest, StoresAheadOfSimulatedTimeCountWhenThatHasCome) {
  StoredPages stores;
  stores.add(0x1000, Cycles(5), Cycles(0));
  stores.add(0x1000, Cycles(7), Cycles(0));
  stores.add(0x2000, Cycles(6), Cycles(0));
  EXPECT_EQ(taken(stores, 6), (StoredPages::Pages{1}));
  EXPECT_EQ(taken(stores, 7), (StoredPages::Pages{2}));
  EXPECT_EQ(taken(stores, 8), (StoredPages::Pages{1}));
}

// A store and a taking in one cycle have no order.
TEST(StoredPagesTest, StoresOfTheCycleItselfAreForTheNextTime) {
  StoredPages before;
  before.add(0x1000, Cycles(5), Cycles(5));
  EXPECT_TRUE(taken(before, 5).empty());
  StoredPages after;
  EXPECT_TRUE(taken(after, 5).empty());
  after.add(0x1000, Cycles(5), Cycles(5));
  EXPECT_EQ(taken(before, 6), taken(after, 6));
}

TEST(StoredPagesTest, ManyStoresAreKeptByPage) {
  StoredPages stores;
  for (std::uint64_t i = 0; i < 5000; ++i) stores.add(i % 3 << 12, Cycles(i), Cycles(i));
  EXPECT_EQ(taken(stores, 5001), (StoredPages::Pages{0, 1, 2}));
}

}  // namespace
}  // namespace htabsim
