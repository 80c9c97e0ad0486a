// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/partition.h"

#include <gtest/gtest.h>

#include "tests/model/base/round_trip.h"
#include "tests/model/hpt/hpte_bits.h"

namespace htabsim {
namespace {

using namespace hpte_bits;

TEST(HptPartition, NotesNothingWhileNobodyReadsR45) {
  EXPECT_EQ(Partition().note_modification(0x192), 0x192);
}

TEST(HptPartition, NotesWhileOneOrMoreReadR25) {
  Partition partition;
  for (const unsigned readers : {1U, 2U}) {
    partition.hpte_mod_interest = readers;
    EXPECT_EQ(partition.note_modification(0x192), kModified | 0x192);
  }
}

TEST(HptPartition, NoteNeverTakesAFlagAwayR33) {
  EXPECT_EQ(Partition().note_modification(kModified | 0x12), kModified | 0x12);
}

TEST(HptPartition, LoadedOneHasWhatTheGuestChanges) {
  Partition saved;
  saved.translation = GuestTranslation::kRadix;
  saved.vrma_slb_v = 1;
  saved.vrmasd = 2;
  saved.process_table = 3;
  saved.pending_table = PendingTable{.order = 20, .ready_at = Cycles(7), .found_ready = true};
  Partition loaded;
  EXPECT_TRUE(load_saved(saved, loaded));
  EXPECT_TRUE(loaded == saved);
}

}  // namespace
}  // namespace htabsim
