// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/tlbie_batch.h"

#include <gtest/gtest.h>

#include "htabsim/model/papr/dirty_log.h"
#include "htabsim/model/papr/h_bulk_remove.h"
#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/host_page.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class TlbieBatch : public testing::Test {
 protected:
  PaprWorld world_;
  InterposingPort& port_ = world_.port;
};

TEST_F(TlbieBatch, InvalidationIsTheWholeSequenceH7R51) {
  invalidate_translation(port_, world_.partition, {0x81, 0}, kIndex);
  EXPECT_EQ(port_.trace(), "ptesync tlbie eieio tlbsync ptesync");
}

TEST_F(TlbieBatch, InvalidationNamesTheEntrysPageH4) {
  // V = VSID 1, offset 0 (1 << 28 >> 23 << 7 = 0x1000); 0x123 / 8 = PTEG 0x24; page number
  // 0x24 ^ 1 = 0x25: va = 1 << 28 | 0x25 << 12.
  invalidate_translation(port_, world_.partition, {0x1001, 0}, kIndex);
  EXPECT_EQ(port_.tlbies(), (std::vector<TlbieRb>{{0x1002'5000}}));
}

TEST_F(TlbieBatch, EntryWithoutAPageSizeHasNoTranslationR44) {
  const Hpte reserved = {hpte_v::kValid | hpte_v::kLarge, 0x2000};  // LP = 2
  invalidate_translation(port_, world_.partition, reserved, kIndex);
  EXPECT_EQ(port_.trace(), "");
}

TEST_F(TlbieBatch, HcallsOfTheOnlyProcessorInvalidateItsCoreAloneH9) {
  world_.partition.online_vcpus = 1;
  world_.place(kIndex, kEntry);
  h_protect(port_, world_.partition, 0b01, kIndex, 0);
  EXPECT_EQ(port_.count("tlbiel"), 1);
  h_remove(port_, world_.partition, 0, kIndex, 0);
  EXPECT_EQ(port_.count("tlbiel"), 2);
  world_.place(kIndex, kEntry);
  BulkRequests requests{bulk::kRequest | kIndex.value(), 0, bulk::kEnd};
  h_bulk_remove(port_, world_.partition, requests);
  EXPECT_EQ(port_.count("tlbiel"), 1);
  EXPECT_EQ(port_.count("tlbie") + port_.count("tlbsync"), 0);
}

TEST_F(TlbieBatch, LocalSequenceNeedsNoTlbsyncH7) {
  const TlbieRb operands[] = {{0x1000}, {0x2000}};
  do_tlbies(port_, world_.partition, operands, TlbieReach::local);
  EXPECT_EQ(port_.trace(), "ptesync tlbiel tlbiel ptesync");
}

// kvmppc_invalidate_hpte and kvmppc_clear_ref_hpte ask for a global one whatever the guest has.
TEST_F(TlbieBatch, HostAndClearHcallsInvalidateEverywhereH9) {
  world_.partition.online_vcpus = 1;
  world_.place(kIndex, kEntry);
  world_.hardware_sets_r(kIndex);
  h_clear_ref(port_, world_.partition, kIndex);
  EXPECT_EQ(port_.count("tlbie"), 1);
  h_clear_mod(port_, world_.partition, kIndex);
  EXPECT_EQ(port_.count("tlbie"), 2);
  world_.hardware_sets_c(kIndex);
  harvest_changed(port_, world_.partition, kIndex);
  EXPECT_EQ(port_.count("tlbie"), 3);
  withdraw_host_page(port_, world_.partition, kIndex);
  EXPECT_EQ(port_.count("tlbie"), 4);
  EXPECT_EQ(port_.count("tlbiel"), 0);
}

TEST_F(TlbieBatch, HcallsOfOneOfSeveralProcessorsInvalidateEverywhereH9) {
  for (const unsigned processors : {0U, 2U, 16U}) {
    world_.partition.online_vcpus = processors;
    world_.place(kIndex, kEntry);
    h_remove(port_, world_.partition, 0, kIndex, 0);
    EXPECT_EQ(port_.count("tlbie"), 1) << processors;
    EXPECT_EQ(port_.count("tlbiel"), 0) << processors;
  }
}

TEST_F(TlbieBatch, Power9sErratumRepeatsTheLastTlbieOfABatchH8) {
  world_.partition.tlbie_erratum = TlbieErratum::p9;
  const TlbieRb operands[] = {{0x1000}, {0x2000}};
  do_tlbies(port_, world_.partition, operands, TlbieReach::global);
  EXPECT_EQ(port_.trace(), "ptesync tlbie tlbie ptesync tlbie eieio tlbsync ptesync");
  EXPECT_EQ(port_.tlbies(), (std::vector<TlbieRb>{{0x1000}, {0x2000}, {0x2000}}));
  port_.forget();
  do_tlbies(port_, world_.partition, operands, TlbieReach::local);
  EXPECT_EQ(port_.trace(), "ptesync tlbiel tlbiel ptesync");
}

}  // namespace
}  // namespace htabsim
