// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/invalidation_queue.h"

#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TlbieTarget page(std::uint64_t rb) { return *decode_tlbie(TlbieRb{rb << 12}); }

/// How many invalidations were given.
struct Count {
  int* given;
  void operator()(const TlbieTarget&) const { ++*given; }
};

TEST(InvalidationQueueTest, EachIsAppliedOnceWhenItHasArrived) {
  InvalidationQueue queue;
  int given = 0;
  queue.post(Cycles(100), page(1));
  queue.post(Cycles(200), page(2));
  EXPECT_EQ(queue.next_arrival(), Cycles(100));
  queue.apply_until(Cycles(99), Count{&given});
  EXPECT_EQ(given, 0);
  queue.apply_until(Cycles(100), Count{&given});
  EXPECT_EQ(given, 1);
  EXPECT_EQ(queue.next_arrival(), Cycles(200));
  queue.apply_until(Cycles(300), Count{&given});
  queue.apply_until(Cycles(300), Count{&given});
  EXPECT_EQ(given, 2);
}

TEST(InvalidationQueueTest, HoldsForWhatALookupFillsInThatBeganBefore) {  // facts H7
  InvalidationQueue queue;
  int given = 0;
  queue.lookup_begins(Cycles(50));
  queue.post(Cycles(100), page(1));
  queue.apply_until(Cycles(120), Count{&given});
  queue.lookup_ends(Cycles(50), Count{&given});
  EXPECT_EQ(given, 2);
}

TEST(InvalidationQueueTest, DoesNotHoldForALookupThatBeganLater) {
  InvalidationQueue queue;
  int given = 0;
  queue.lookup_begins(Cycles(50));
  queue.post(Cycles(100), page(1));
  queue.apply_until(Cycles(120), Count{&given});
  queue.lookup_begins(Cycles(101));
  queue.lookup_ends(Cycles(101), Count{&given});
  EXPECT_EQ(given, 1);
}

TEST(InvalidationQueueTest, IsKeptUntilTheOldestLookupHasEnded) {
  InvalidationQueue queue;
  int given = 0;
  queue.lookup_begins(Cycles(50));
  queue.lookup_begins(Cycles(60));
  queue.post(Cycles(100), page(1));
  queue.apply_until(Cycles(100), Count{&given});
  queue.lookup_ends(Cycles(60), Count{&given});
  queue.post(Cycles(110), page(2));
  queue.apply_until(Cycles(110), Count{&given});
  queue.lookup_ends(Cycles(50), Count{&given});
  EXPECT_EQ(given, 1 + 1 + 1 + 2);
}

}  // namespace
}  // namespace htabsim
