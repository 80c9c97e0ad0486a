// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/tlm/memory/payload_world.h"

namespace htabsim {
namespace {

constexpr HpteIndex kIndex{5};

using Bytes = std::vector<unsigned char>;

unsigned access(PayloadWorld& world, tlm::tlm_command command, std::uint64_t address,
                Bytes& bytes) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(bytes.data());
  payload.set_data_length(static_cast<unsigned>(bytes.size()));
  return world.caller.memory->transport_dbg(payload);
}

unsigned write(PayloadWorld& world, std::uint64_t address, Bytes bytes) {
  return access(world, tlm::TLM_WRITE_COMMAND, address, bytes);
}

/// What is read of `size` bytes; shorter if there are fewer.
Bytes read(PayloadWorld& world, std::uint64_t address, std::size_t size) {
  Bytes bytes(size);
  bytes.resize(access(world, tlm::TLM_READ_COMMAND, address, bytes));
  return bytes;
}

/// Hears of changes.
struct ChangeListener final : HptObserver {
  void on_change(HpteIndex index, EntryEventKind, InitiatorId, Cycles) override {
    heard.push_back(index.value());
  }
  void on_table_switched(Cycles) override {}
  std::vector<std::uint64_t> heard;
};

TEST(HptMemoryDebugTest, BytesAreReadAsTheyLieInMemory) {
  PayloadWorld world;
  world.table.store(kIndex, HpteDword::k0, 0x0102030405060708);
  world.table.store(kIndex, HpteDword::k1, 0x1112131415161718);
  world.table.store(kIndex + 1, HpteDword::k0, 0x2122232425262728);
  const std::uint64_t entry = hpt_address::of_entry(kIndex);
  world.run([&] {
    EXPECT_EQ(read(world, entry, 8), (Bytes{1, 2, 3, 4, 5, 6, 7, 8}));
    EXPECT_EQ(read(world, entry + 3, 2), (Bytes{4, 5})) << "part of a dword";
    EXPECT_EQ(read(world, entry + 6, 4), (Bytes{7, 8, 0x11, 0x12})) << "of two dwords";
    EXPECT_EQ(read(world, entry + 15, 3), (Bytes{0x18, 0x21, 0x22})) << "of two entries";
    EXPECT_EQ(read(world, entry - 1, 10), (Bytes{0, 1, 2, 3, 4, 5, 6, 7, 8, 0x11}));
    EXPECT_EQ(read(world, 0, kTableBytes).size(), kTableBytes) << "all at once";
  });
}

TEST(HptMemoryDebugTest, BytesAreWrittenAndTheirNeighboursKept) {
  PayloadWorld world;
  world.table.store(kIndex, HpteDword::k0, 0x0102030405060708);
  world.table.store(kIndex, HpteDword::k1, 0x1112131415161718);
  const std::uint64_t entry = hpt_address::of_entry(kIndex);
  world.run([&] {
    EXPECT_EQ(write(world, entry + 3, {0xaa}), 1);
    EXPECT_EQ(write(world, entry + 6, {0xbb, 0xcc, 0xdd}), 3);
    EXPECT_EQ(write(world, entry + 15, {0xee, 0xff}), 2);
  });
  EXPECT_EQ(world.table.read(kIndex), (Hpte{0x010203aa0506bbcc, 0xdd121314151617ee}));
  EXPECT_EQ(world.table.read(kIndex + 1), (Hpte{0xff00000000000000, 0}));
}

TEST(HptMemoryDebugTest, ReverseMapAndPageRecordsAreReadAndWritten) {
  PayloadWorld world;
  const GuestReal page(0x5000);
  world.table.set_guest_r(kIndex, 0x0102030405060708);
  world.run([&] {
    const std::uint64_t word = hpt_address::of_reverse_map(kIndex);
    EXPECT_EQ(read(world, word + 2, 3), (Bytes{3, 4, 5}));
    EXPECT_EQ(write(world, word + 7, {0xaa, 0xbb}), 2);
    // R is 0x100 and C 0x80 of a record.
    const std::uint64_t record = hpt_address::of_page_record(page);
    EXPECT_EQ(write(world, record + 6, {0x01, 0x80}), 2);
    EXPECT_EQ(read(world, record, 8), (Bytes{0, 0, 0, 0, 0, 0, 0x01, 0x80}));
    EXPECT_EQ(write(world, record + 7, {0}), 1);
  });
  EXPECT_EQ(world.table.guest_r(kIndex), 0x01020304050607aa);
  EXPECT_EQ(world.table.guest_r(kIndex + 1), 0xbb00000000000000);
  EXPECT_EQ(world.table.page_rc(page), hpte_r::kReferenced);
}

TEST(HptMemoryDebugTest, BytesBehindTheEndAreNotThere) {
  PayloadWorld world;
  world.run([&] {
    EXPECT_EQ(read(world, kTableBytes - 3, 8).size(), 3);
    EXPECT_EQ(read(world, kTableBytes, 8).size(), 0);
    EXPECT_EQ(write(world, kTableBytes - 3, Bytes(8, 0xaa)), 3);
    EXPECT_EQ(write(world, kTableBytes, Bytes(8, 0xaa)), 0);
    const std::uint64_t reverse_map_end = hpt_address::kReverseMap + kTableBytes / 2;
    EXPECT_EQ(read(world, reverse_map_end - 1, 8).size(), 1);
    EXPECT_EQ(read(world, reverse_map_end, 8).size(), 0);
    EXPECT_EQ(read(world, hpt_address::kReverseMap | hpt_address::kPageRecords, 8).size(), 0);
    EXPECT_EQ(read(world, std::uint64_t{1} << 63, 8).size(), 0);
  });
  EXPECT_EQ(world.table.read(HpteIndex(kTableBytes / 16 - 1)).r, 0xaaaaaa);
}

TEST(HptMemoryDebugTest, GuestMemoryHasNoContents) {
  PayloadWorld world;
  world.run([&] {
    EXPECT_EQ(read(world, hpt_address::kGuestMemory, 128).size(), 0);
    EXPECT_EQ(write(world, hpt_address::kGuestMemory + 64, Bytes(8, 0xaa)), 0);
  });
  EXPECT_EQ(world.table.read(HpteIndex(4)), Hpte{});
}

TEST(HptMemoryDebugTest, WithoutDataPointerOrCommandNothingIsMoved) {
  PayloadWorld world;
  Bytes bytes(8, 0xaa);
  world.run([&] {
    EXPECT_EQ(access(world, tlm::TLM_IGNORE_COMMAND, 0, bytes), 0);
    tlm::tlm_generic_payload payload;
    payload.set_read();
    payload.set_data_length(8);
    EXPECT_EQ(world.caller.memory->transport_dbg(payload), 0);
  });
  EXPECT_EQ(bytes, Bytes(8, 0xaa));
}

TEST(HptMemoryDebugTest, NobodyNotices) {
  PayloadWorld world;
  ChangeListener listener;
  world.memory.observe(listener);
  world.memory.follow(InitiatorId(0));
  world.run([&] {
    const std::string before = world.state();
    write(world, hpt_address::of_entry(kIndex), Bytes(16, 0));
    write(world, hpt_address::of_reverse_map(kIndex), Bytes(8, 0));
    read(world, hpt_address::of_entry(kIndex), 128);
    EXPECT_EQ(world.state(), before) << "no count, no event, no time";
  });
  EXPECT_TRUE(listener.heard.empty());
  EXPECT_EQ(world.memory.followed_at(), HpteIndex(0));
}

TEST(HptMemoryDebugTest, CachesAreLeftAlone) {
  MemoryConfig with_caches = SmallMachine::memory_config();
  with_caches.caches = true;
  with_caches.l3_cycles = 30;
  SmallMachine machine(Stepping::kRunAhead, SmallMachine::config(with_caches));
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    tlm::tlm_generic_payload payload;
    Bytes bytes(128);
    payload.set_read();
    payload.set_data_ptr(bytes.data());
    payload.set_data_length(128);
    EXPECT_EQ(port.memory->transport_dbg(payload), 128);
    port.load(HpteIndex(0), HpteDword::k0);
    EXPECT_EQ(time.now(), Cycles(100)) << "the line comes from memory";
  });
  sc_core::sc_start();
}

TEST(HptMemoryObserversTest, AllHearOfEachChange) {
  SmallMachine machine;
  ChangeListener one;
  ChangeListener other;
  machine.memory.observe(one);
  machine.memory.observe(other);
  Agent agent("agent", 0, machine, [](TimedHptPort& port, LocalTime&) {
    port.store(kIndex, HpteDword::k1, 1);
    port.load(kIndex, HpteDword::k1);
    port.store_guest_r(kIndex + 2, 1);
  });
  sc_core::sc_start();
  EXPECT_EQ(one.heard, (std::vector<std::uint64_t>{5, 7}));
  EXPECT_EQ(other.heard, one.heard);
}

}  // namespace
}  // namespace htabsim
