// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/htab/htab_reader.h"
#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/host_page.h"
#include "tests/model/hpt/hpte_bits.h"
#include "tests/model/htab/hooked_port.h"
#include "tests/model/htab/small_table.h"
#include "tests/model/htab/stream_text.h"

namespace htabsim::htab_test {
namespace {

using namespace hpte_bits;

Hpte read_write_entry(std::uint64_t number) {
  return {0x4000'0000'0000'0001 | number << 7, number << 12 | 0x12};
}
Hpte shown(Hpte entry) { return {entry.v | kLock, entry.r}; }

/// A table that other agents change while a reader is in the middle of a call.
class Scene {
 public:
  Scene() {
    partition_.slots.add({.base = GuestReal(0),
                          .bytes = std::uint64_t{1} << 40,
                          .host_base = HostReal(std::uint64_t{1} << 46),
                          .host_page_shift = 24});
    for (const std::uint64_t i : {2, 3, 4}) enter(i, read_write_entry(i));
    partition_.hpte_mod_interest = 1;
  }

  void enter(std::uint64_t index, Hpte entry) {
    h_enter(inner_, partition_, hcall_flag::kExact, HpteIndex(index), entry);
  }
  void remove(std::uint64_t index) { h_remove(inner_, partition_, 0, HpteIndex(index), 0); }
  void protect(std::uint64_t index) { h_protect(inner_, partition_, 0x1, HpteIndex(index), 0); }
  void clear_reference(std::uint64_t index) { h_clear_ref(inner_, partition_, HpteIndex(index)); }
  void withdraw(std::uint64_t index) { withdraw_host_page(inner_, partition_, HpteIndex(index)); }
  void touch(std::uint64_t index, std::uint64_t rc) {
    const Hpte memory = image_.read(HpteIndex(index));
    if (any(memory.v, hpte_v::kValid)) image_.store(HpteIndex(index), HpteDword::k1, memory.r | rc);
  }
  [[nodiscard]] bool locked(std::uint64_t index) const {
    return any(image_.load(HpteIndex(index), HpteDword::k0), kLock);
  }
  void set_locked(std::uint64_t index, bool locked) {
    const std::uint64_t dword0 = image_.load(HpteIndex(index), HpteDword::k0) & ~kLock;
    image_.store(HpteIndex(index), HpteDword::k0, dword0 | (locked ? kLock : 0));
  }

  std::string read(std::size_t count = 4096) {
    std::vector<std::byte> buffer(count);
    const IoResult result = reader_.read(port_, buffer);
    EXPECT_FALSE(result.error);
    const auto data = std::span(buffer).first(result.bytes);
    receive(data);
    return hex(data);
  }
  /// From now on only changes are read.
  void finish_first_pass() {
    read();
    ASSERT_EQ(reader_.pass(), ScanPass::kLater);
    port_.forget();
  }
  /// Two reads: the rest of the pass that is under way, and a whole one, for which the buffer is
  /// large enough; then nothing can be left.
  void read_until_clean() {
    port_.set_hook({});
    read();
    read();
    EXPECT_EQ(read(), "");
  }
  /// In the entries that these tests touch.
  [[nodiscard]] bool receiver_is_equal() const {
    for (HpteIndex at; at < HpteIndex(16); ++at) {
      const auto found = received_.find(at);
      if (guest_view(image_, at) != (found == received_.end() ? Hpte{} : found->second))
        return false;
    }
    return true;
  }

  HookedPort& port() { return port_; }
  HptPort& inner_port() { return inner_; }

 private:
  void receive(std::span<const std::byte> data) {
    while (!data.empty()) {
      const auto header = decode_header(data.first<kGroupHeaderBytes>(), HeaderOrder::kBig);
      data = data.subspan(kGroupHeaderBytes);
      HpteIndex at = header.first();
      for (; at < header.first() + header.n_valid; ++at) {
        Hpte entry = decode_entry(data.first<sizeof(RawHpte)>());
        entry.v &= ~kLock;
        received_[at] = entry;
        data = data.subspan(sizeof(RawHpte));
      }
      for (; at < header.end(); ++at) received_.erase(at);
    }
  }

  HptImage image_{HptGeometry(18)};
  FunctionalHptPort inner_{image_};
  HookedPort port_{inner_};
  Partition partition_;
  HtabReader reader_{{}};
  std::map<HpteIndex, Hpte> received_;
};

class HtabRaceTest : public ::testing::Test, protected Scene {};

TEST_F(HtabRaceTest, R58AnEntryRemovedBetweenCheckAndLockIsRetriedAsInvalid) {
  finish_first_pass();
  protect(3);
  port().once_before(PortOp::kStoreConditional, HpteIndex(3), [&] { remove(3); });
  EXPECT_EQ(read(), hex({{3, {}, 1}}));
  EXPECT_TRUE(receiver_is_equal());
}

TEST_F(HtabRaceTest, R58ARunEndsAtAnEntryRemovedBetweenCheckAndLock) {
  port().once_before(PortOp::kStoreConditional, HpteIndex(3), [&] { remove(3); });
  EXPECT_EQ(read(), hex({{0, {}, 2},
                         {2, {shown(read_write_entry(2))}, 1},
                         {4, {shown(read_write_entry(4))}, kEntries - 5}}));
}

TEST_F(HtabRaceTest, R58AnEntryEnteredBetweenCheckAndLockIsRetriedInTheNextGroup) {
  finish_first_pass();
  for (const std::uint64_t i : {2, 3}) remove(i);
  port().once_before(PortOp::kStoreConditional, HpteIndex(3),
                     [&] { enter(3, read_write_entry(30)); });
  EXPECT_EQ(read(), hex({{2, {}, 1}, {3, {shown(read_write_entry(30))}, 0}}));
  EXPECT_TRUE(receiver_is_equal());
}

TEST_F(HtabRaceTest, R58AnEntryEnteredBehindACleanInvalidCheckIsReportedLater) {
  // The first pass counts entry 9 without its lock; it is entered right after the check.
  port().once_before(PortOp::kLoadGuestR, HpteIndex(10), [&] { enter(9, read_write_entry(9)); });
  read();
  EXPECT_EQ(read(), hex({{9, {shown(read_write_entry(9))}, 0}}));
}

TEST_F(HtabRaceTest, R58AnEntryThatAnotherReaderTookMeanwhileIsNotReportedTwice) {
  finish_first_pass();
  enter(8, read_write_entry(8));
  HtabReader other({.start = HpteIndex(kEntries)});
  port().once_before(PortOp::kStoreConditional, HpteIndex(8), [&] {
    std::vector<std::byte> buffer(4096);
    EXPECT_EQ(other.read(inner_port(), buffer).bytes, 0U);  // the skipped first pass
    EXPECT_EQ(other.read(inner_port(), buffer).bytes, 24U);
  });
  EXPECT_EQ(read(), "");
  EXPECT_EQ(std::ranges::count(port().work(), SoftwareWork::kFdEntry), 0);
}

TEST_F(HtabRaceTest, R59HardwareBitsSetBehindTheSnapshotAreReportedNextTime) {
  finish_first_pass();
  touch(3, kR);
  port().once_before(PortOp::kStoreGuestR, HpteIndex(3), [&] { touch(3, kC); });
  const Hpte first{read_write_entry(3).v, read_write_entry(3).r | kR};
  EXPECT_EQ(read(), hex({{3, {shown(first)}, 0}}));
  EXPECT_EQ(read(), hex({{3, {shown({first.v, first.r | kC})}, 0}}));
  EXPECT_EQ(read(), "");
}

TEST_F(HtabRaceTest, R59HardwareBitsSetBetweenCheckAndSnapshotAreReportedNow) {
  finish_first_pass();
  touch(3, kR);
  port().once_before(PortOp::kStoreConditional, HpteIndex(3), [&] { touch(3, kC); });
  EXPECT_EQ(read(),
            hex({{3, {shown({read_write_entry(3).v, read_write_entry(3).r | kR | kC})}, 0}}));
  EXPECT_EQ(read(), "");
}

TEST_F(HtabRaceTest, R58TheReaderSpinsOnALockHeldByAnother) {
  finish_first_pass();
  protect(3);
  set_locked(3, true);
  int spins = 0;
  port().set_hook([&](PortOp op, HpteIndex) {
    if (op != PortOp::kSpend || port().work().back() != SoftwareWork::kSpin) return;
    if (++spins == 5) set_locked(3, false);
  });
  EXPECT_EQ(read(), hex({{3, {shown({read_write_entry(3).v, read_write_entry(3).r ^ 0b11})}, 0}}));
  EXPECT_EQ(spins, 5);
  EXPECT_EQ(std::ranges::count(port().work(), SoftwareWork::kSpin), 5);
}

TEST_F(HtabRaceTest, R58AScanDoesNotWaitForTheLockOfACleanEntry) {
  finish_first_pass();
  set_locked(3, true);
  EXPECT_EQ(read(), "");
  EXPECT_EQ(std::ranges::count(port().work(), SoftwareWork::kSpin), 0);
}

using Change = std::function<void(Scene&)>;

enum class Agent { kSoftware, kHardware };

struct Update {
  std::string name;
  std::uint64_t index;
  Agent agent;
  Change change;
};

/// Whatever changes at whatever moment of a read is reported by it or by a later one (R59). All
/// moments are tried, except that software waits while the reader holds the entry's lock.
class HtabRaceSweepTest : public ::testing::TestWithParam<Update> {
 protected:
  /// Runs a read in which the update happens just before its operation number `moment`; false if
  /// the read has fewer operations.
  static bool update_at(Scene& scene, std::size_t moment) {
    bool done = false;
    scene.port().forget();
    scene.port().set_hook([&](PortOp, HpteIndex) {
      if (done || scene.port().ops().size() <= moment) return;
      if (GetParam().agent == Agent::kSoftware && scene.locked(GetParam().index)) return;
      done = true;
      GetParam().change(scene);
    });
    scene.read();
    return done;
  }
};

/// The moments that matter: from the start of the call to the scan well behind entry 3.
constexpr std::size_t kMoments = 80;

TEST_P(HtabRaceSweepTest, R59NoUpdateIsLostInTheFirstPass) {
  for (std::size_t moment = 0; moment < kMoments; ++moment) {
    Scene scene;
    ASSERT_TRUE(update_at(scene, moment));
    scene.read_until_clean();
    EXPECT_TRUE(scene.receiver_is_equal()) << GetParam().name << " at operation " << moment;
  }
}

TEST_P(HtabRaceSweepTest, R59NoUpdateIsLostInALaterPass) {
  for (std::size_t moment = 0; moment < kMoments; ++moment) {
    Scene scene;
    scene.finish_first_pass();
    scene.protect(2);
    scene.protect(3);
    scene.touch(4, kR);
    ASSERT_TRUE(update_at(scene, moment));
    scene.read_until_clean();
    EXPECT_TRUE(scene.receiver_is_equal()) << GetParam().name << " at operation " << moment;
  }
}

INSTANTIATE_TEST_SUITE_P(
    AllUpdates, HtabRaceSweepTest,
    ::testing::Values(
        Update{"remove", 3, Agent::kSoftware, [](Scene& s) { s.remove(3); }},
        Update{"replace", 3, Agent::kSoftware,
               [](Scene& s) {
                 s.remove(3);
                 s.enter(3, read_write_entry(30));
               }},
        Update{"enter", 1, Agent::kSoftware, [](Scene& s) { s.enter(1, read_write_entry(31)); }},
        Update{"protect", 3, Agent::kSoftware, [](Scene& s) { s.protect(3); }},
        Update{"clear_reference", 3, Agent::kSoftware, [](Scene& s) { s.clear_reference(3); }},
        Update{"withdraw", 3, Agent::kSoftware,
               [](Scene& s) {
                 s.touch(3, kC);
                 s.withdraw(3);
               }},
        Update{"touch_r", 3, Agent::kHardware, [](Scene& s) { s.touch(3, kR); }},
        Update{"touch_rc", 3, Agent::kHardware, [](Scene& s) { s.touch(3, kR | kC); }}),
    [](const auto& update) { return update.param.name; });

}  // namespace
}  // namespace htabsim::htab_test
