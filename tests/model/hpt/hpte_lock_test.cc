// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/hpte_lock.h"

#include <gtest/gtest.h>

#include "tests/model/hpt/hpte_bits.h"
#include "tests/model/papr/interposing_port.h"

namespace htabsim {
namespace {

using namespace hpte_bits;

class HptLock : public testing::Test {
 protected:
  static constexpr HpteIndex kIndex{0x123};

  void set(std::uint64_t dword0) { image_.store(kIndex, HpteDword::k0, dword0); }
  [[nodiscard]] std::uint64_t dword0() const { return image_.load(kIndex, HpteDword::k0); }

  HptImage image_{HptGeometry(18)};
  InterposingPort port_{image_};
};

TEST_F(HptLock, TryTakesAFreeEntryJ8) {
  set(0x1081);
  EXPECT_EQ(try_lock_hpte(port_, kIndex, 0), std::uint64_t{0x1081});
  EXPECT_EQ(dword0(), 0x10c1);
  EXPECT_EQ(port_.trace(), "load0 stcx isync");
}

TEST_F(HptLock, TryFailsOnAHeldLockWithoutStoringJ8) {
  set(0x10c1);
  EXPECT_EQ(try_lock_hpte(port_, kIndex, 0), std::nullopt);
  EXPECT_EQ(dword0(), 0x10c1);
  EXPECT_EQ(port_.trace(), "load0 isync");
}

TEST_F(HptLock, TryFailsOnEachBusyBitJ8) {
  for (const std::uint64_t bit : {hpte_v::kValid, hpte_v::kAbsent}) {
    set(bit);
    EXPECT_EQ(try_lock_hpte(port_, kIndex, hpte_v::kValid | hpte_v::kAbsent), std::nullopt);
    EXPECT_EQ(dword0(), bit);
  }
  set(hpte_v::kBolted);
  EXPECT_TRUE(try_lock_hpte(port_, kIndex, hpte_v::kValid | hpte_v::kAbsent));
}

TEST_F(HptLock, TryFailsIfTheEntryChangesBetweenLoadAndStoreJ8) {
  set(0x1081);
  port_.before("stcx", 1, [this] { set(0x2081); });
  EXPECT_EQ(try_lock_hpte(port_, kIndex, 0), std::nullopt);
  EXPECT_EQ(dword0(), 0x2081);
}

TEST_F(HptLock, LockSpinsUntilTheHolderLetsGoJ8) {
  set(0x10c1);
  port_.before("spin", 3, [this] { set(0x1081); });
  EXPECT_EQ(lock_hpte(port_, kIndex), 0x1081);
  EXPECT_EQ(dword0(), 0x10c1);
  EXPECT_EQ(port_.trace(), "load0 isync spin load0 isync spin load0 isync spin load0 stcx isync");
}

TEST_F(HptLock, LockTriesAgainAfterALostReservationJ8) {
  set(0x1081);
  port_.before("stcx", 1, [this] { set(0x1091); });
  EXPECT_EQ(lock_hpte(port_, kIndex), 0x1091);
  EXPECT_EQ(dword0(), 0x10d1);
}

TEST_F(HptLock, UnlockOrdersThenStoresWithoutTheLockJ8) {
  set(0x10c1);
  unlock_hpte(port_, kIndex, 0x2081 | kLock);
  EXPECT_EQ(dword0(), 0x2081);
  EXPECT_EQ(port_.trace(), "lwsync store0");
}

TEST_F(HptLock, UnlockLeavesDword1AloneJ8) {
  image_.store(kIndex, HpteDword::k1, 0x1234);
  unlock_hpte(port_, kIndex, 0x81);
  EXPECT_EQ(image_.load(kIndex, HpteDword::k1), 0x1234);
}

}  // namespace
}  // namespace htabsim
