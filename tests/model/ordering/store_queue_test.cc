// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/store_queue.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

constexpr std::uint64_t kNear = 0;
constexpr std::uint64_t kFar = kLineBytes;

QueuedStore store_to(std::uint64_t address, std::uint64_t value, std::uint64_t barriers = 0) {
  QueuedStore store;
  store.address = address;
  store.value = value;
  store.barriers = barriers;
  return store;
}

/// Lets all go that may; their numbers.
std::vector<std::uint64_t> let_go(StoreQueue& queue) {
  std::vector<std::uint64_t> gone;
  while (QueuedStore* store = queue.next_to_go()) {
    store->is_under_way = true;
    gone.push_back(store->number);
  }
  return gone;
}

using Numbers = std::vector<std::uint64_t>;

TEST(StoreQueue, StoresToTwoLinesGoTogetherAndTheYoungerMayOvertake) {  // O2
  StoreQueue queue(4, StoreDrain::as_owned);
  queue.issue(store_to(kFar, 1));
  queue.issue(store_to(kNear, 2));
  EXPECT_EQ(let_go(queue), (Numbers{0, 1}));
  const StoreQueue::Visible near = queue.take(1);
  EXPECT_TRUE(near.has_overtaken);
  EXPECT_EQ(near.store.value, 2);
  EXPECT_FALSE(queue.take(0).has_overtaken);
  EXPECT_TRUE(queue.empty());
}

TEST(StoreQueue, StoresToOneLineKeepTheirOrder) {  // O1
  StoreQueue queue(4, StoreDrain::as_owned);
  queue.issue(store_to(kNear, 1));
  queue.issue(store_to(kNear + 8, 2));
  EXPECT_EQ(let_go(queue), Numbers{0});
  queue.take(0);
  EXPECT_EQ(let_go(queue), Numbers{1});
}

TEST(StoreQueue, BarrierLetsNoYoungerStorePassAnOlderOne) {  // O4, O5
  StoreQueue queue(4, StoreDrain::as_owned);
  queue.issue(store_to(kFar, 1));
  queue.issue(store_to(kNear, 2, 1));
  EXPECT_EQ(let_go(queue), Numbers{0});
  EXPECT_TRUE(queue.holds_back(2 * kLineBytes, 1));   // a stcx. behind the barrier
  EXPECT_FALSE(queue.holds_back(2 * kLineBytes, 0));  // one before it: O8
  EXPECT_TRUE(queue.holds_back(kFar, 0));             // at the line
  queue.take(0);
  EXPECT_EQ(let_go(queue), Numbers{1});
}

TEST(StoreQueue, InOrderNoneOvertakes) {
  StoreQueue queue(4, StoreDrain::in_order);
  queue.issue(store_to(kFar, 1));
  queue.issue(store_to(kNear, 2));
  EXPECT_EQ(let_go(queue), Numbers{0});
  EXPECT_TRUE(queue.holds_back(2 * kLineBytes, 0));
}

TEST(StoreQueue, IsFullWithSoManyEntries) {
  StoreQueue queue(2, StoreDrain::as_owned);
  queue.issue(store_to(kNear, 1));
  EXPECT_FALSE(queue.full());
  queue.issue(store_to(kFar, 2));
  EXPECT_TRUE(queue.full());
  let_go(queue);
  queue.take(0);
  EXPECT_FALSE(queue.full());
}

TEST(StoreQueue, ProcessorSeesItsOwnStoresAtOnce) {
  StoreQueue queue(4, StoreDrain::as_owned);
  EXPECT_EQ(queue.seen_by_owner(kNear, 7), 7);
  queue.issue(store_to(kNear, 1));
  queue.issue(store_to(kNear, 2));
  EXPECT_TRUE(queue.supplies(kNear));
  EXPECT_EQ(queue.seen_by_owner(kNear, 7), 2);
  EXPECT_FALSE(queue.changes(kNear + 8));
  EXPECT_EQ(queue.seen_by_owner(kNear + 8, 7), 7);
}

// Byte 6 of dword 1 has R (facts F1).
TEST(StoreQueue, ByteIsMergedIntoWhatTheRestOfTheDoublewordIs) {  // O9
  StoreQueue queue(4, StoreDrain::as_owned);
  QueuedStore byte = store_to(kNear + 8 + 6, 0xab);
  byte.bytes = 1;
  queue.issue(byte);
  EXPECT_TRUE(queue.changes(kNear + 8));
  EXPECT_FALSE(queue.supplies(kNear + 8));
  EXPECT_EQ(queue.seen_by_owner(kNear + 8, 0x1122334455667788), 0x112233445566ab88);
}

/// A random program of stores and barriers over a few doublewords, whose stores become visible one
/// by one, any that is under way first.
struct Drained {
  std::vector<QueuedStore> issued;
  std::vector<std::uint64_t> order;  ///< of the numbers, as they became visible
  std::map<std::uint64_t, std::uint64_t> memory;
};

Drained drain(StoreDrain how) {
  constexpr std::uint64_t kAddresses[] = {0, 8, 128, 136, 256};
  Drained drained;
  std::map<std::uint64_t, std::uint64_t> in_program_order;
  StoreQueue queue(64, how);
  std::uint64_t barriers = 0;
  const auto one_becomes_visible = [&] {
    let_go(queue);
    std::vector<std::uint64_t> under_way;
    for (const QueuedStore& store : drained.issued) {
      if (std::ranges::find(drained.order, store.number) != drained.order.end()) continue;
      StoreQueue copy = queue;
      const QueuedStore there = copy.take(store.number).store;
      if (there.is_under_way) under_way.push_back(store.number);
    }
    const std::uint64_t number = *rc::gen::elementOf(under_way);
    const QueuedStore store = queue.take(number).store;
    drained.order.push_back(number);
    drained.memory[store.address] = store.value;
  };
  const auto steps = *rc::gen::inRange(1, 24);
  for (int step = 0; step < steps; ++step) {
    const auto what = *rc::gen::inRange(0, 4);
    if (what == 0) {
      ++barriers;
    } else if (what == 1 && !queue.empty()) {
      one_becomes_visible();
    } else {
      QueuedStore store =
          store_to(*rc::gen::elementOf(std::vector(std::begin(kAddresses), std::end(kAddresses))),
                   static_cast<std::uint64_t>(step) + 1, barriers);
      store.number = drained.issued.size();
      queue.issue(store);
      drained.issued.push_back(store);
      in_program_order[store.address] = store.value;
    }
    for (const auto& [address, value] : in_program_order) {
      RC_ASSERT(queue.seen_by_owner(address, drained.memory[address]) == value);
    }
  }
  while (!queue.empty()) one_becomes_visible();
  RC_ASSERT(drained.memory == in_program_order);
  return drained;
}

bool comes_before(const Drained& drained, std::uint64_t one, std::uint64_t other) {
  return std::ranges::find(drained.order, one) < std::ranges::find(drained.order, other);
}

RC_GTEST_PROP(StoreQueueProperty, OwnStoresAreSeenInProgramOrderAndBarriersAndLinesAreKept, ()) {
  const Drained drained = drain(StoreDrain::as_owned);
  for (const QueuedStore& younger : drained.issued) {
    for (std::uint64_t i = 0; i < younger.number; ++i) {
      const QueuedStore& older = drained.issued[i];
      if (older.barriers == younger.barriers && older.line() != younger.line()) continue;
      RC_ASSERT(comes_before(drained, older.number, younger.number));
    }
  }
}

RC_GTEST_PROP(StoreQueueProperty, InOrderIsProgramOrder, ()) {
  RC_ASSERT(std::ranges::is_sorted(drain(StoreDrain::in_order).order));
}

}  // namespace
}  // namespace htabsim
