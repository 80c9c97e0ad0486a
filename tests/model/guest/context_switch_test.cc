// SPDX-License-Identifier: Apache-2.0
// What the kernel does when a processor goes from thread to thread: GuestOs::switch_from().
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <gtest/gtest.h>

#include "tests/model/guest/program_world.h"

namespace htabsim {
namespace {

using namespace guest_test;

/// A machine without time that counts what would take time.
class CountingMachine : public FunctionalMachine {
 public:
  using FunctionalMachine::FunctionalMachine;
  void pass(Step step) { ++steps[static_cast<std::size_t>(step)]; }
  void spend(Cycles cycles) { spent += cycles; }
  [[nodiscard]] unsigned count(Step step) const { return steps[static_cast<std::size_t>(step)]; }

  std::array<unsigned, 16> steps{};
  Cycles spent{};
};

enum class Spaces : std::uint8_t { kOne, kTwo };

/// Two threads of one processor, with segments of 1 TB.
class TwoThreads {
 public:
  explicit TwoThreads(Spaces spaces, SlbPreloading preload = SlbPreloading::off) {
    GuestOsConfig config = world_.config();
    config.address_spaces = 3;
    config.slb_preload = preload;
    config.context_switch = Cycles(500);
    config.memory.bytes /= 2;
    const auto shared = spaces == Spaces::kOne ? std::make_shared<GuestProgram>(config) : nullptr;
    const auto slb = std::make_shared<ProcessorSlb>();
    one = std::make_unique<Program>(world_.mmu, world_.partition, machine, config,
                                    world_.image.geometry(), shared, slb);
    if (spaces == Spaces::kTwo) {
      config.address_space = 2;
      config.memory.base = config.memory.base + config.memory.bytes;
    }
    other = std::make_unique<Program>(world_.mmu, world_.partition, machine, config,
                                      world_.image.geometry(), shared, slb);
  }

  using Program = PlainReplay<CountingMachine>;
  static void load(Program& program, std::uint64_t segment) {
    program.handle({.kind = PlainAccessKind::kLoad, .size = 1, .ea = Ea(segment << 40)});
  }
  void switch_to_other() { other->switch_from(*one); }
  void switch_back() { one->switch_from(*other); }
  [[nodiscard]] const SlbEntry& slot(unsigned number) const {
    return world_.mmu.slb().entries()[number];
  }

 private:
  ProgramWorld world_;  // of which the program does nothing

 public:
  CountingMachine machine{world_.mmu, world_.image, world_.partition};
  std::unique_ptr<Program> one;
  std::unique_ptr<Program> other;
};

TEST(ContextSwitch, AnotherProgramsThreadFindsNoneOfItsSegmentsB11) {
  TwoThreads threads(Spaces::kTwo);
  const SlbEntry kernels = threads.slot(0);
  for (const std::uint64_t segment : {0, 1}) threads.load(*threads.one, segment);
  threads.switch_to_other();
  EXPECT_EQ(threads.slot(0), kernels);
  EXPECT_FALSE(threads.slot(1).valid());
  EXPECT_FALSE(threads.slot(2).valid());
  // A translation of the other's that stayed would serve this.
  threads.load(*threads.other, 0);
  EXPECT_EQ(threads.other->os_counters().segment_faults, 1);
  EXPECT_EQ(threads.other->os_counters().first_touches, 1);
  threads.switch_back();
  for (const std::uint64_t segment : {0, 1}) threads.load(*threads.one, segment);
  EXPECT_EQ(threads.one->os_counters().segment_faults, 4);
  EXPECT_EQ(threads.one->os_counters().page_faults, 2);
  EXPECT_EQ(threads.one->os_counters().slb_preloads, 0);
}

TEST(ContextSwitch, AThreadOfTheSameProgramFindsItsSegmentsB11) {
  TwoThreads threads(Spaces::kOne, SlbPreloading::on);
  for (const std::uint64_t segment : {0, 1}) threads.load(*threads.one, segment);
  const unsigned slb_changes = threads.machine.count(Step::kSlbChange);
  threads.switch_to_other();
  EXPECT_EQ(threads.machine.count(Step::kSlbChange), slb_changes);
  for (const std::uint64_t segment : {0, 1, 2}) threads.load(*threads.other, segment);
  EXPECT_EQ(threads.other->os_counters().segment_faults, 1) << "of segment 2";
  EXPECT_TRUE(threads.slot(3).valid()) << "and it has taken nobody's place";
  threads.switch_back();
  threads.load(*threads.one, 2);
  EXPECT_EQ(threads.one->os_counters().segment_faults, 2);
}

TEST(ContextSwitch, PreloadedSegmentsAreThereOldestFirstB12) {
  TwoThreads threads(Spaces::kTwo, SlbPreloading::on);
  for (const std::uint64_t segment : {3, 1, 2}) threads.load(*threads.one, segment);
  threads.switch_to_other();
  EXPECT_EQ(threads.other->os_counters().slb_preloads, 0) << "it has not run before";
  threads.load(*threads.other, 7);
  threads.switch_back();
  EXPECT_EQ(threads.one->os_counters().slb_preloads, 3);
  const std::uint64_t order[] = {3, 1, 2};
  for (unsigned slot = 1; slot <= 3; ++slot) {
    EXPECT_EQ(threads.slot(slot).esid_word >> 40, order[slot - 1]);
    threads.load(*threads.one, order[slot - 1]);
  }
  EXPECT_FALSE(threads.slot(4).valid());
  EXPECT_EQ(threads.one->os_counters().segment_faults, 3) << "those at first";
}

TEST(ContextSwitch, SixteenAtMostArePreloadedB12) {
  TwoThreads threads(Spaces::kTwo, SlbPreloading::on);
  for (std::uint64_t segment = 0; segment < 20; ++segment) threads.load(*threads.one, segment);
  threads.switch_to_other();
  threads.switch_back();
  EXPECT_EQ(threads.one->os_counters().slb_preloads, 16);
  EXPECT_EQ(threads.slot(1).esid_word >> 40, 4u);
  EXPECT_EQ(threads.slot(16).esid_word >> 40, 19u);
  // More than eight segments went by slbia, none by slbies.
  EXPECT_EQ(threads.other->os_counters().slbias, 1);
  EXPECT_EQ(threads.one->os_counters().slbias, 0);
}

TEST(ContextSwitch, CostsAnInterruptTheKernelsPartAndEachSlbInstruction) {
  TwoThreads threads(Spaces::kTwo, SlbPreloading::on);
  for (const std::uint64_t segment : {0, 1, 2}) threads.load(*threads.one, segment);
  threads.switch_to_other();
  threads.load(*threads.other, 0);
  threads.machine.steps = {};
  threads.machine.spent = Cycles(0);
  threads.switch_back();
  EXPECT_EQ(threads.machine.count(Step::kInterrupt), 1);
  EXPECT_EQ(threads.machine.spent, Cycles(500));
  EXPECT_EQ(threads.machine.count(Step::kSlbChange), 1 + 3) << "one slbie, three slbmtes";
  EXPECT_EQ(threads.one->os_counters().context_switches, 1);
}

}  // namespace
}  // namespace htabsim
