// SPDX-License-Identifier: Apache-2.0
// What the kernel does when a program forks, and for the processes that it then has (facts B13).
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "htabsim/model/guest/unserved_access.h"
#include "tests/model/guest/program_world.h"

namespace htabsim {
namespace {

using namespace guest_test;
using enum PlainAccessKind;

constexpr std::uint64_t kFirst = 0x1000'0000;
constexpr std::uint64_t kPage = ProgramWorld::kPage;

std::uint64_t page(std::uint64_t number) { return kFirst + number * kPage; }

class ForkWorld : public ProgramWorld {
 public:
  explicit ForkWorld(const GuestOsConfig& os = config()) : ProgramWorld(os) {}

  void between(PlainAccessKind kind, std::uint32_t process, std::uint64_t line = 0) {
    program.handle_between({.kind = kind, .ea = Ea(process), .line = line});
  }
  void fork(std::uint32_t child) { between(kFork, child); }
  void exit(std::uint32_t process) { between(kExit, process); }
  void run(std::uint32_t process) { between(kProcess, process); }

  [[nodiscard]] bool has_pages(std::uint32_t process) {
    return !program.program().process(process).pages.empty();
  }
  /// What the table has of a page, which must have an entry.
  [[nodiscard]] Hpte entry(std::uint32_t process, std::uint64_t ea) {
    const auto* found = program.program().process(process).find(Ea(ea));
    return guest_view(image, found->slots.at(0));
  }
  [[nodiscard]] GuestReal frame(std::uint32_t process, std::uint64_t ea) {
    return GuestReal(entry(process, ea).r & 0x0fff'ffff'ffff'f000);
  }
  [[nodiscard]] bool is_writable(std::uint32_t process, std::uint64_t ea) {
    return (entry(process, ea).r & hpte_r::kPp) == hpte_r::kPpReadWrite;
  }
};

GuestOsConfig with_pages(std::uint64_t pages) {
  GuestOsConfig os = ProgramWorld::config();
  os.memory.bytes = pages * kPage;
  return os;
}

TEST(GuestFork, TakesTheEntriesOfWritablePagesAwayFourWithAnHcallB13) {
  ForkWorld world;
  for (std::uint64_t i = 0; i < 5; ++i) world.store(page(i));
  ASSERT_EQ(world.entries().size(), 5);
  world.fork(1);
  EXPECT_TRUE(world.entries().empty());
  EXPECT_EQ(world.program.hcalls().bulk_remove, 2);
  EXPECT_EQ(world.os().forks, 1);
  // They may not be written any more, so a second fork finds the entry of one that was read.
  world.load(page(0));
  world.fork(2);
  EXPECT_EQ(world.entries().size(), 1);
  EXPECT_EQ(world.program.hcalls().bulk_remove, 2);
}

TEST(GuestFork, BothReadOneFrameUntilOneStoresWhichThenHasItsOwnB13) {
  ForkWorld world;
  world.store(page(0));
  world.fork(1);
  world.load(page(0));
  world.run(1);
  world.load(page(0));
  const GuestReal shared = world.frame(0, page(0));
  EXPECT_EQ(world.frame(1, page(0)), shared);
  EXPECT_FALSE(world.is_writable(0, page(0)));
  EXPECT_FALSE(world.is_writable(1, page(0)));
  EXPECT_NE(world.entry(0, page(0)).v, world.entry(1, page(0)).v) << "their VSIDs differ";
  EXPECT_EQ(world.os().first_touches, 1) << "the child has the page from its parent";

  world.store(page(0));
  EXPECT_NE(world.frame(1, page(0)), shared);
  EXPECT_TRUE(world.is_writable(1, page(0)));
  EXPECT_EQ(world.os().cow_copies, 1);
  // Nobody else has the parent's any more.
  world.run(0);
  world.store(page(0));
  EXPECT_EQ(world.frame(0, page(0)), shared);
  EXPECT_TRUE(world.is_writable(0, page(0)));
  EXPECT_EQ(world.os().cow_faults, 2);
  EXPECT_EQ(world.os().cow_copies, 1);
}

TEST(GuestFork, OfThreeThatHaveAPageTheLastToStoreKeepsIt) {
  ForkWorld world;
  world.store(page(0));
  world.fork(1);
  world.run(1);
  world.fork(2);
  for (const std::uint32_t process : {2, 0, 1}) {
    world.run(process);
    world.store(page(0));
  }
  EXPECT_EQ(world.os().cow_faults, 3);
  EXPECT_EQ(world.os().cow_copies, 2);
}

TEST(GuestFork, AProcessThatNoForkHasMadeBeginsEmpty) {
  ForkWorld world;
  world.store(page(0));
  world.run(5);
  world.load(page(0));
  EXPECT_EQ(world.os().first_touches, 2);
  EXPECT_NE(world.frame(5, page(0)), world.frame(0, page(0)));
}

TEST(GuestFork, AnotherProcessFindsNoSegmentOfTheLastOneB11) {
  ForkWorld world;
  world.load(page(0));
  world.fork(1);
  world.run(1);
  world.load(page(0));
  EXPECT_EQ(world.os().segment_faults, 2);
  EXPECT_EQ(world.os().context_switches, 1);
  world.run(1);
  world.load(page(0));
  EXPECT_EQ(world.os().context_switches, 1) << "it runs already";
}

// Of four frames the parent has two, and the child two copies.
TEST(GuestFork, ExitGivesFramesAndEntriesBack) {
  ForkWorld world(with_pages(4));
  for (const std::uint64_t i : {0, 1}) world.store(page(i));
  world.fork(1);
  world.run(1);
  for (const std::uint64_t i : {0, 1}) world.store(page(i));
  EXPECT_EQ(world.os().cow_copies, 2);
  world.run(0);
  world.exit(1);
  EXPECT_TRUE(world.entries().empty()) << "the parent's went when it forked";
  for (const std::uint64_t i : {2, 3}) world.store(page(i));
  EXPECT_EQ(world.os().reclaimed_pages, 0);
  EXPECT_EQ(world.os().exits, 1);
  world.fork(1);
  EXPECT_EQ(world.os().forks, 2) << "the number is free again";
}

TEST(GuestFork, ExitLeavesFramesToThoseThatHaveThemToo) {
  ForkWorld world(with_pages(4));
  for (const std::uint64_t i : {0, 1}) world.store(page(i));
  world.fork(1);
  world.exit(0);
  world.run(1);
  for (const std::uint64_t i : {0, 1}) world.store(page(i));
  EXPECT_EQ(world.os().cow_faults, 2);
  EXPECT_EQ(world.os().cow_copies, 0);
  EXPECT_EQ(world.os().reclaimed_pages, 0);
}

TEST(GuestFork, FullMemoryTakesASharedFrameFromAllThatHaveIt) {
  ForkWorld world(with_pages(2));
  for (const std::uint64_t i : {0, 1}) world.store(page(i));
  world.fork(1);
  for (const std::uint64_t i : {0, 1}) world.load(page(i));
  world.run(1);
  for (const std::uint64_t i : {0, 1}) world.load(page(i));
  ASSERT_EQ(world.entries().size(), 4);
  world.load(page(7));
  EXPECT_EQ(world.os().reclaimed_pages, 1);
  EXPECT_EQ(world.entries().size(), 3) << "two of one frame have gone, one has come";
}

TEST(GuestFork, AProcessThatIsThereIsNotForked) {
  ForkWorld world;
  world.store(page(0));
  world.fork(1);
  try {
    world.between(kFork, 1, 44);
    ADD_FAILURE();
  } catch (const UnservedAccess& fault) {
    EXPECT_EQ(fault.line(), 44);
    EXPECT_STREQ(fault.what(), "process 0 cannot fork 1, which is there");
  }
  EXPECT_THROW(world.fork(0), UnservedAccess) << "itself";
}

/// What memory would hold, by the frames that the table has, against what each process has stored.
class SharedContents {
 public:
  explicit SharedContents(ForkWorld& world) : world_(world) {}

  void load(std::uint64_t ea) { access(kLoad, ea); }
  void store(std::uint64_t ea) {
    access(kStore, ea);
    const auto name = std::pair(running_, ea);
    RC_ASSERT(world_.is_writable(running_, ea));
    in_frame_[frames_.at(name)] = stored_[name] = ++stores_;
  }
  void run(std::uint32_t process) {
    world_.run(process);
    running_ = process;
  }
  void fork(std::uint32_t child) {
    if (child == running_ || world_.has_pages(child)) return;
    world_.fork(child);
    for (const auto& [name, content] : std::map(stored_)) {
      if (name.first == running_) stored_[{child, name.second}] = content;
    }
    for (const auto& [name, frame] : std::map(frames_)) {
      if (name.first == running_) frames_[{child, name.second}] = frame;
    }
  }
  void exit(std::uint32_t process) {
    world_.exit(process);
    const auto is_its = [&](const auto& entry) { return entry.first.first == process; };
    std::erase_if(stored_, is_its);
    std::erase_if(frames_, is_its);
  }

 private:
  using Name = std::pair<std::uint32_t, std::uint64_t>;

  // A page in another frame than before has been copied there.
  void access(PlainAccessKind kind, std::uint64_t ea) {
    world_.access(kind, ea);
    const Name name(running_, ea);
    const std::uint64_t frame = world_.frame(running_, ea).value();
    const auto known = frames_.find(name);
    if (known == frames_.end() || known->second != frame) in_frame_[frame] = stored_[name];
    frames_[name] = frame;
    RC_ASSERT(in_frame_[frame] == stored_[name]);
  }

  ForkWorld& world_;
  std::uint32_t running_ = 0;
  std::uint64_t stores_ = 0;
  std::map<Name, std::uint64_t> stored_;
  std::map<Name, std::uint64_t> frames_;  // as the table had them last
  std::map<std::uint64_t, std::uint64_t> in_frame_;
};

RC_GTEST_PROP(GuestFork, EachProcessReadsWhatItHasStoredOrItsParentBefore, (std::uint64_t seed)) {
  ForkWorld world(with_pages(36));  // four processes of nine pages
  SharedContents contents(world);
  std::uint64_t drawn = 0;
  const auto below = [&](std::uint64_t bound) { return split_mix_64(seed, drawn++) % bound; };
  for (unsigned i = 0; i < 600; ++i) {
    const std::uint64_t ea = page(below(9));
    const auto process = static_cast<std::uint32_t>(below(4));
    switch (below(20)) {
      case 0:
        contents.fork(process);
        break;
      case 1:
        contents.exit(process);
        break;
      case 2:
      case 3:
        contents.run(process);
        break;
      default:
        below(2) == 0 ? contents.load(ea) : contents.store(ea);
    }
  }
  RC_ASSERT(world.os().reclaimed_pages == 0U);
  RC_CLASSIFY(world.os().cow_copies > 0U);
}

// The same by the kernel's own books, with memory for a part of the pages.
RC_GTEST_PROP(GuestFork, NoWritablePageSharesItsFrame, (std::uint64_t seed)) {
  ForkWorld world(with_pages(12));
  std::uint64_t drawn = 0;
  const auto below = [&](std::uint64_t bound) { return split_mix_64(seed, drawn++) % bound; };
  std::uint32_t running = 0;
  for (unsigned i = 0; i < 400; ++i) {
    const auto process = static_cast<std::uint32_t>(below(4));
    const bool is_free = process != running && !world.has_pages(process);
    const std::uint64_t what = below(16);
    if (what == 0 && is_free) world.fork(process);
    if (what == 1) world.exit(process);
    if (what == 2) world.run(running = process);
    if (what > 2) world.access(what % 2 == 0 ? kLoad : kStore, page(below(9)));
    std::map<std::uint64_t, unsigned> users;
    for (const auto& [number, of] : world.program.program().processes) {
      for (const auto& each : of.pages) users[each.frame ? each.frame->value() : 1] += 1;
    }
    for (const auto& [number, of] : world.program.program().processes) {
      for (const auto& each : of.pages) {
        if (each.frame && each.writable) RC_ASSERT(users[each.frame->value()] == 1U);
        RC_ASSERT(each.frame || each.slots.empty());
      }
    }
  }
  RC_CLASSIFY(world.os().reclaimed_pages > 0U);
}

}  // namespace
}  // namespace htabsim
