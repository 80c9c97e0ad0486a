// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/quantity.h"

#include <cstdint>
#include <type_traits>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

template <class A, class B>
concept Comparable = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept Ordered = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};

// What must compile, so that the refusals below mean something.
static_assert(Comparable<Ea, Ea> && Ordered<Ea, Ea> && Subtractable<Ea, Ea>);
static_assert(Addable<HpteIndex, unsigned> && Subtractable<HpteIndex, unsigned>);
static_assert(Addable<Cycles, Cycles> && Ordered<Cycles, Cycles>);

// A number is given a meaning only on purpose, and keeps it.
static_assert(std::is_constructible_v<Ea, std::uint64_t>);
static_assert(!std::is_convertible_v<std::uint64_t, Ea>);
static_assert(!std::is_convertible_v<Ea, std::uint64_t>);
static_assert(!std::is_convertible_v<std::uint64_t, Cycles>);
static_assert(!std::is_convertible_v<Cycles, std::uint64_t>);

// Guest real and host real addresses are the pair that a HPTE's two views would mix up.
static_assert(!std::is_constructible_v<GuestReal, HostReal>);
static_assert(!std::is_constructible_v<HostReal, GuestReal>);
static_assert(!Comparable<GuestReal, HostReal> && !Ordered<GuestReal, HostReal>);
static_assert(!Subtractable<GuestReal, HostReal> && !Addable<GuestReal, HostReal>);
static_assert(!std::is_assignable_v<GuestReal&, HostReal>);
static_assert(!std::is_constructible_v<Ea, Vsid> && !Comparable<Ea, Vsid>);

// A slot's and a PTEG's position differ by a factor of eight.
static_assert(!std::is_constructible_v<HpteIndex, PtegIndex>);
static_assert(!Comparable<HpteIndex, PtegIndex> && !Subtractable<HpteIndex, PtegIndex>);
static_assert(!std::is_invocable_v<decltype(first_slot), HpteIndex>);
static_assert(!std::is_invocable_v<decltype(pteg_of), PtegIndex>);

// Two addresses have a distance, but no sum; time does not mix with counts.
static_assert(!Addable<Ea, Ea>);
static_assert(!Addable<Cycles, std::uint64_t> && !Comparable<Cycles, std::uint64_t>);

TEST(IsaQuantity, CountIsAddedAndTakenAway) {
  EXPECT_EQ(Ea(0x1000) + 0x234, Ea(0x1234));
  EXPECT_EQ(Ea(0x1234) - std::uint64_t{0x34}, Ea(0x1200));
  EXPECT_EQ(Ea(0x1234) - Ea(0x1000), 0x234);
}

TEST(IsaQuantity, StepsForwardInPlace) {
  HpteIndex index(7);
  EXPECT_EQ(++index, HpteIndex(8));
  index += 16;
  EXPECT_EQ(index, HpteIndex(24));
}

TEST(IsaQuantity, WrapsAtTheEndOfTheAddressSpace) {
  EXPECT_EQ(Ea(0xffff'ffff'ffff'ffff) + 1, Ea(0));
}

TEST(IsaQuantity, OrderIsThatOfUnsignedNumbers) {
  EXPECT_LT(Ea(1), Ea(0xc000'0000'0000'0000));
  EXPECT_GT(HostReal(2), HostReal(1));
}

TEST(IsaQuantity, PtegHoldsEightSlotsC6) {
  EXPECT_EQ(first_slot(PtegIndex(3)), HpteIndex(24));
  EXPECT_EQ(pteg_of(HpteIndex(24)), PtegIndex(3));
  EXPECT_EQ(pteg_of(HpteIndex(31)), PtegIndex(3));
  EXPECT_EQ(pteg_of(HpteIndex(32)), PtegIndex(4));
}

TEST(IsaQuantity, CyclesAddSubtractAndMultiply) {
  EXPECT_EQ(Cycles(5) + Cycles(7), Cycles(12));
  EXPECT_EQ(Cycles(12) - Cycles(7), Cycles(5));
  EXPECT_EQ(Cycles(5) * 3, Cycles(15));
  Cycles sum(1);
  sum += Cycles(2);
  EXPECT_EQ(sum.value(), 3);
}

TEST(IsaQuantity, CyclesAreNoneUnlessSet) { EXPECT_EQ(Cycles().value(), 0U); }

}  // namespace
}  // namespace htabsim
