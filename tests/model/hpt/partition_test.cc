// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/partition.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace htabsim
