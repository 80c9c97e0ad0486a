// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/protection.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/hpte.h"

namespace htabsim {
namespace {

using enum AccessKind;

constexpr std::uint32_t kNoExecute = 0x1000'0000;
constexpr std::uint32_t kProtection = 0x0800'0000;
constexpr std::uint32_t kStoreBit = 0x0200'0000;
constexpr std::uint32_t kKey = 0x0020'0000;

/// A row of the table of facts E1: what each key value may do.
struct Row {
  unsigned pp;  ///< PP0||PP1||PP2
  std::string_view key0;
  std::string_view key1;
};
constexpr Row kRows[] = {{0b000, "rw", ""}, {0b001, "rw", "r"}, {0b010, "rw", "rw"},
                         {0b011, "r", "r"}, {0b110, "r", ""},   {0b100, "", ""},
                         {0b101, "", ""},   {0b111, "", ""}};

std::uint64_t dword1(unsigned pp) { return (pp >= 4 ? std::uint64_t{1} << 63 : 0) | (pp & 3); }

Segment keys(bool ks, bool kp) {
  Segment segment;
  segment.supervisor_key = ks;
  segment.problem_key = kp;
  return segment;
}

/// AMR or IAMR with a key's pair of bits: 2n and 2n+1 in the Power ISA's numbering.
constexpr std::uint64_t mask_register(unsigned key, unsigned pair) {
  return std::uint64_t{pair} << (62 - 2 * key);
}

/// Dword 1 of a page of a key: its two high bits at 60, three low ones at 9.
constexpr std::uint64_t with_key(unsigned key) {
  return (std::uint64_t{key >> 3} << 60) | (std::uint64_t{key & 7} << 9);
}

TEST(IsaProtection, EveryPpWithEveryKeyAndStateE1) {
  for (const Row& row : kRows) {
    for (unsigned state = 0; state < 8; ++state) {
      const bool ks = (state & 4) != 0, kp = (state & 2) != 0, problem = (state & 1) != 0;
      const std::string_view rights = (problem ? kp : ks) ? row.key1 : row.key0;
      const bool load = rights.find('r') != rights.npos, store = rights.find('w') != rights.npos;
      const PageProtection page = decode_protection(keys(ks, kp), dword1(row.pp));
      const auto where = "PP " + std::to_string(row.pp) + " state " + std::to_string(state);
      EXPECT_EQ(denied(page, kLoad, problem, {}), load ? 0 : kProtection) << where;
      EXPECT_EQ(denied(page, kStore, problem, {}), store ? 0 : kProtection | kStoreBit) << where;
      EXPECT_EQ(denied(page, kFetch, problem, {}), load ? 0 : kProtection) << where;
    }
  }
}

TEST(IsaProtection, NoExecuteStopsFetchesOnlyE2) {
  Segment segment;
  segment.no_execute = true;
  for (const auto& page : {decode_protection(segment, hpte_r::kPpReadWrite),
                           decode_protection({}, hpte_r::kPpReadWrite | hpte_r::kNoExecute),
                           decode_protection({}, hpte_r::kPpReadWrite | hpte_r::kGuarded)}) {
    EXPECT_EQ(denied(page, kFetch, false, {}), kNoExecute);
    EXPECT_EQ(denied(page, kLoad, false, {}), 0U);
    EXPECT_EQ(denied(page, kStore, false, {}), 0U);
  }
}

TEST(IsaProtection, OtherCachingBitsDoNotStopFetchesE2) {
  const std::uint64_t wim = hpte_r::kWriteThrough | hpte_r::kInhibited | hpte_r::kMemory;
  EXPECT_EQ(denied(decode_protection({}, hpte_r::kPpReadWrite | wim), kFetch, false, {}), 0U);
}

TEST(IsaProtection, EveryKeyHasItsTwoBitsOfAmrE3) {
  for (unsigned key = 0; key < 32; ++key) {
    const PageProtection page = decode_protection({}, hpte_r::kPpReadWrite | with_key(key));
    const AuthorityMasks no_stores = {mask_register(key, 2), 0};
    const AuthorityMasks no_loads = {mask_register(key, 1), 0};
    const AuthorityMasks others = {~mask_register(key, 3), 0};
    for (const bool problem : {false, true}) {
      EXPECT_EQ(denied(page, kStore, problem, no_stores), kKey | kStoreBit) << key;
      EXPECT_EQ(denied(page, kLoad, problem, no_stores), 0U) << key;
      EXPECT_EQ(denied(page, kLoad, problem, no_loads), kKey) << key;
      EXPECT_EQ(denied(page, kStore, problem, no_loads), 0U) << key;
      EXPECT_EQ(denied(page, kLoad, problem, others), 0U) << key;
      EXPECT_EQ(denied(page, kStore, problem, others), 0U) << key;
    }
  }
}

TEST(IsaProtection, Key0IsTheTopPairOfAmrE3) {
  const PageProtection page = decode_protection({}, hpte_r::kPpReadWrite);
  EXPECT_EQ(denied(page, kStore, false, {0x8000'0000'0000'0000, 0}), kKey | kStoreBit);
  EXPECT_EQ(denied(page, kLoad, false, {0x4000'0000'0000'0000, 0}), kKey);
}

TEST(IsaProtection, AmrDoesNotConcernFetchesE3) {
  const PageProtection page = decode_protection({}, hpte_r::kPpReadWrite);
  EXPECT_EQ(denied(page, kFetch, true, {~std::uint64_t{0}, 0}), 0U);
}

TEST(IsaProtection, IamrStopsFetchesByTheSecondBitOfThePairE3) {
  for (unsigned key = 0; key < 32; ++key) {
    const PageProtection page = decode_protection({}, hpte_r::kPpReadWrite | with_key(key));
    EXPECT_EQ(denied(page, kFetch, true, {0, mask_register(key, 1)}), kKey) << key;
    EXPECT_EQ(denied(page, kFetch, true, {0, mask_register(key, 2)}), 0U) << key;
    EXPECT_EQ(denied(page, kLoad, true, {0, mask_register(key, 3)}), 0U) << key;
    EXPECT_EQ(denied(page, kStore, true, {0, mask_register(key, 3)}), 0U) << key;
  }
}

TEST(IsaProtection, CausesAreTheBitsOfDsisrAndSrr1E5) {
  EXPECT_EQ(cause::kNoHpte, 0x4000'0000U);
  EXPECT_EQ(cause::kNoExecute, kNoExecute);
  EXPECT_EQ(cause::kProtection, kProtection);
  EXPECT_EQ(cause::kStore, kStoreBit);
  EXPECT_EQ(cause::kKey, kKey);
}

TEST(IsaProtection, PpAndKeyAreReportedTogetherE6) {
  const PageProtection read_only = decode_protection({}, 0b011);
  EXPECT_EQ(denied(read_only, kStore, false, {mask_register(0, 2), 0}), 0x0a20'0000U);
  const PageProtection nothing = decode_protection(keys(true, true), 0b000);
  EXPECT_EQ(denied(nothing, kLoad, true, {mask_register(0, 1), 0}), 0x0820'0000U);
}

TEST(IsaProtection, NoExecuteHidesPpButNotIamrE6) {
  const PageProtection page = decode_protection(keys(true, true), hpte_r::kNoExecute);
  EXPECT_EQ(denied(page, kFetch, true, {}), 0x1000'0000U);
  EXPECT_EQ(denied(page, kFetch, true, {0, mask_register(0, 1)}), 0x1020'0000U);
}

RC_GTEST_PROP(IsaProtection, StoreBitGoesWithDeniedStoresOnlyE5,
              (std::uint64_t r, std::uint64_t amr, std::uint64_t iamr, bool ks, bool problem)) {
  const PageProtection page = decode_protection(keys(ks, !ks), r);
  for (const AccessKind kind : {kFetch, kLoad, kStore}) {
    const std::uint32_t causes = denied(page, kind, problem, {amr, iamr});
    RC_ASSERT(((causes & kStoreBit) != 0) == (kind == kStore && causes != 0));
  }
}

RC_GTEST_PROP(IsaProtection, AddressAndRcBitsDoNotMatterE1,
              (std::uint64_t r, std::uint64_t noise)) {
  const std::uint64_t open = hpte_r::kRpn | hpte_r::kRc | hpte_r::kModified;
  const PageProtection one = decode_protection({}, r);
  const PageProtection other = decode_protection({}, r ^ (noise & open));
  for (const AccessKind kind : {kFetch, kLoad, kStore}) {
    RC_ASSERT(denied(one, kind, false, {}) == denied(other, kind, false, {}));
  }
  RC_ASSERT(one.key == other.key);
}

TEST(IsaProtection, PageAllowsNothingUnlessSet) {
  for (const bool problem : {false, true}) {
    EXPECT_EQ(denied({}, kLoad, problem, {}), cause::kProtection);
    EXPECT_EQ(denied({}, kStore, problem, {}), cause::kProtection | cause::kStore);
    EXPECT_EQ(denied({}, kFetch, problem, {}), cause::kNoExecute);
  }
  EXPECT_EQ(PageProtection().key, 0);
}

}  // namespace
}  // namespace htabsim
