// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_oddities.h"

#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TracedAccess odd_access(TraceEventKind kind, std::uint64_t ea = 0x10000, std::uint32_t size = 4) {
  TracedAccess access;
  access.kind = kind;
  access.ea = Ea(ea);
  access.size = size;
  return access;
}

/// What is odd about these beside a fetch and a store, so that neither is missing.
std::vector<OddFinding> oddities_beside(const std::vector<TracedAccess>& accesses) {
  TraceOddities oddities;
  oddities.add(odd_access(TraceEventKind::kFetch));
  oddities.add(odd_access(TraceEventKind::kStore));
  for (const TracedAccess& access : accesses) oddities.add(access);
  return oddities.findings();
}

TEST(TraceOddities, AreNoneInAUsualTraceOrWithoutAccesses) {
  EXPECT_TRUE(TraceOddities().findings().empty());
  EXPECT_TRUE(oddities_beside({odd_access(TraceEventKind::kLoad, 0x7fff'ffff'ffff'fffc)}).empty());
}

TEST(TraceOddities, AreKindsThatAreMissing) {
  TraceOddities loads;
  loads.add(odd_access(TraceEventKind::kLoad));
  loads.add(odd_access(TraceEventKind::kLoad));
  EXPECT_EQ(loads.findings(),
            (std::vector<OddFinding>{{TraceOddity::kNoStore, 2}, {TraceOddity::kNoFetch, 2}}));
  for (const auto kind : {TraceEventKind::kModify, TraceEventKind::kDcbz}) {
    loads.add(odd_access(kind));
    EXPECT_EQ(loads.findings().front().what, TraceOddity::kNoFetch) << name(kind);
  }
}

TEST(TraceOddities, AreSizesOfOneByteOnlyIfAllAre) {
  TraceOddities oddities;
  oddities.add(odd_access(TraceEventKind::kFetch, 0x10000, 1));
  oddities.add(odd_access(TraceEventKind::kStore, 0x10000, 1));
  EXPECT_EQ(oddities.findings(), (std::vector<OddFinding>{{TraceOddity::kOneByte, 2}}));
  oddities.add(odd_access(TraceEventKind::kStore, 0x10000, 2));
  EXPECT_TRUE(oddities.findings().empty());
}

TEST(TraceOddities, AreKernelAddressesOfTheUser) {
  TracedAccess access = odd_access(TraceEventKind::kLoad, 0x8000'0000'0000'0000);
  EXPECT_EQ(oddities_beside({access, access}),
            (std::vector<OddFinding>{{TraceOddity::kKernelAddress, 2}}));
  access.mode = GuestMode::kKernel;
  EXPECT_TRUE(oddities_beside({access}).empty());
}

TEST(TraceOddities, AreAccessesToTheFirstPage) {
  TracedAccess access = odd_access(TraceEventKind::kLoad, 0xfff, 1);
  EXPECT_EQ(oddities_beside({access, odd_access(TraceEventKind::kLoad, 0x1000)}),
            (std::vector<OddFinding>{{TraceOddity::kFirstPage, 1}}));
  access.mode = GuestMode::kKernelReal;  // where the interrupt vectors are
  EXPECT_TRUE(oddities_beside({access}).empty());
}

TEST(TraceOddities, AreAccessesRoundTheEnd) {
  TracedAccess access = odd_access(TraceEventKind::kLoad, ~std::uint64_t{3}, 4);
  access.mode = GuestMode::kKernel;
  EXPECT_TRUE(oddities_beside({access}).empty());  // its last byte is the last there is
  access.size = 5;
  EXPECT_EQ(oddities_beside({access}),
            (std::vector<OddFinding>{{TraceOddity::kFirstPage, 1}, {TraceOddity::kWrap, 1}}));
}

TEST(TraceOddities, AreRealAddressesOfAPart) {
  TracedAccess access = odd_access(TraceEventKind::kLoad);
  access.real = GuestReal(0);
  // The two beside it have none.
  EXPECT_EQ(oddities_beside({access}), (std::vector<OddFinding>{{TraceOddity::kRealInPart, 2}}));
  TraceOddities all;
  access.kind = TraceEventKind::kFetch;
  all.add(access);
  all.add(odd_access(TraceEventKind::kDcbz));  // of which a guest's trace never says
  EXPECT_TRUE(all.findings().empty());
}

}  // namespace
}  // namespace htabsim
