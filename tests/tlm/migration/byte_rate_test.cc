// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/byte_rate.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

constexpr std::uint64_t kMost = ~std::uint64_t{0};

TEST(ByteRateTest, BytesTakeWholeCyclesAndCyclesHoldWholeBytes) {
  const Clock clock(300);
  const ByteRate rate(clock, 1'000'000'000);  // 0.3 bytes a cycle
  EXPECT_EQ(rate.cycles_for(0), Cycles(0));
  EXPECT_EQ(rate.cycles_for(1), Cycles(4));
  EXPECT_EQ(rate.cycles_for(3), Cycles(10));
  EXPECT_EQ(rate.bytes_in(Cycles(3)), 0u);
  EXPECT_EQ(rate.bytes_in(Cycles(4)), 1u);
  EXPECT_EQ(rate.bytes_in(Cycles(10)), 3u);
}

// 2^62 cycles of 1 ns at 2^39 bytes a second are more bytes than 64 bits hold.
TEST(ByteRateTest, DoesNotOverflow) {
  const Clock clock(1000);
  const ByteRate rate(clock, std::uint64_t{1} << 39);
  EXPECT_EQ(rate.bytes_in(Cycles(std::uint64_t{1} << 62)), kMost);
  EXPECT_EQ(ByteRate(clock, 1'000'000'000).cycles_for(kMost), Cycles(kMost));
}

}  // namespace
}  // namespace htabsim
