// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/captured_guest.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

const std::string kRegisters =
    "start MSR=8000000000001033 LPCR=381f008 PVR=004d0200 AMR=5 IAMR=6 SDR1=0\n"
    "end MSR=9033 LPCR=1 PVR=2 AMR=3 IAMR=4 SDR1=5\n";
const std::string kPasses =
    "{\n\"htab_shift\": 22,\n\"ram_blocks\": [[\"vga\", 7], [\"ppc_spapr.ram\", 536870912]]}\n";
const std::string kSlb = "# index esid vsid\n0 c000000008000000 400ea1b217000400\n";

void write_guest(const TemporaryFolder& folder) {
  for (const char* name : {"events.txt.zst", "hpt_start.stream.zst", "hpt_end.stream.zst"}) {
    folder.file(name, "");
  }
  folder.file("regs.txt", kRegisters);
  folder.file("hpt_start.passes.json", kPasses);
  folder.file("slb_start.txt", kSlb);
  folder.file("slb_end.txt", "");
}

TEST(CapturedGuest, IsReadFromItsFolder) {
  const TemporaryFolder folder;
  write_guest(folder);
  const CapturedGuest guest = open_captured_guest(folder.path());
  ASSERT_EQ(guest.vcpus.size(), 1u);
  EXPECT_EQ(guest.folder, folder.path());
  EXPECT_EQ(guest.events, folder.path() / "events.txt.zst");
  EXPECT_EQ(guest.hpt_start, folder.path() / "hpt_start.stream.zst");
  EXPECT_EQ(guest.hpt_end, folder.path() / "hpt_end.stream.zst");
  EXPECT_EQ(guest.hpt_live, std::nullopt);
  EXPECT_EQ(guest.vcpus[0].registers.start,
            (GuestRegisters{0x8000000000001033, 0x381f008, 0x4d0200, 5, 6, 0}));
  EXPECT_EQ(guest.vcpus[0].registers.end, (GuestRegisters{0x9033, 1, 2, 3, 4, 5}));
  EXPECT_EQ(guest.size.hpt_order, 22u);
  EXPECT_EQ(guest.size.ram_bytes, 536870912u);
  EXPECT_EQ(guest.vcpus[0].slb_start,
            (std::vector<SavedSlbEntry>{{0, 0xc000000008000000, 0x400ea1b217000400}}));
  EXPECT_TRUE(guest.vcpus[0].slb_end.empty());
}

/// A processor's files have its number in their names.
void write_vcpus(const TemporaryFolder& folder, unsigned count) {
  for (const char* name : {"regs", "slb_start", "slb_end"}) {
    const std::string file = name;
    std::filesystem::remove(folder.path() / (file + ".txt"));
    for (unsigned vcpu = 0; vcpu < count; ++vcpu) {
      const std::string slb = fmt::format("{} c000000008000000 400ea1b217000400\n", vcpu);
      folder.file(fmt::format("{}.{}.txt", file, vcpu), file == "regs" ? kRegisters : slb);
    }
  }
}

TEST(CapturedGuest, HasAsManyProcessorsAsThereAreNumberedFiles) {
  const TemporaryFolder folder;
  write_guest(folder);
  write_vcpus(folder, 3);
  const CapturedGuest guest = open_captured_guest(folder.path());
  ASSERT_EQ(guest.vcpus.size(), 3u);
  for (unsigned vcpu = 0; vcpu < 3; ++vcpu) {
    EXPECT_EQ(guest.vcpus[vcpu].registers.end.amr, 3u);
    ASSERT_EQ(guest.vcpus[vcpu].slb_start.size(), 1u);
    EXPECT_EQ(guest.vcpus[vcpu].slb_start[0].index, vcpu);
    EXPECT_EQ(guest.vcpus[vcpu].slb_end, guest.vcpus[vcpu].slb_start);
  }
}

TEST(CapturedGuest, NeedsEachFileOfEachProcessor) {
  const TemporaryFolder folder;
  write_guest(folder);
  write_vcpus(folder, 2);
  std::filesystem::remove(folder.path() / "slb_end.1.txt");
  EXPECT_EQ(
      caught([&] { open_captured_guest(folder.path()); }).what(),
      (folder.path() / "slb_end.1.txt").string() + ": no such file; a captured guest needs it");
}

TEST(CapturedGuest, MayHaveALiveMigration) {
  const TemporaryFolder folder;
  write_guest(folder);
  const auto live = folder.file("hpt_live.stream.zst", "");
  EXPECT_EQ(open_captured_guest(folder.path()).hpt_live, live);
}

TEST(CapturedGuest, NeedsEachOfItsFiles) {
  for (const char* name : {"events.txt.zst", "hpt_start.stream.zst", "hpt_end.stream.zst",
                           "regs.txt", "hpt_start.passes.json", "slb_start.txt", "slb_end.txt"}) {
    const TemporaryFolder folder;
    write_guest(folder);
    std::filesystem::remove(folder.path() / name);
    EXPECT_EQ(caught([&] { open_captured_guest(folder.path()); }).what(),
              (folder.path() / name).string() + ": no such file; a captured guest needs it");
  }
}

TEST(CapturedGuest, IsAFolder) {
  const TemporaryFolder folder;
  const auto file = folder.file("file", "");
  EXPECT_EQ(caught([&] { open_captured_guest(file); }).text(),
            "is a file, not a captured guest's folder");
  EXPECT_EQ(caught([&] { open_captured_guest(folder.path() / "absent"); }).text(),
            "no such folder");
}

TEST(CapturedGuest, IsReadFromARealOne) {
  const CapturedGuest guest = open_captured_guest(HTABSIM_SOURCE_DIR "/traces/p8-4k-share");
  EXPECT_EQ(guest.vcpus[0].registers.start,
            (GuestRegisters{0x8000000000001033, 0x381f008, 0x4d0200, 0, 0, 0}));
  EXPECT_EQ(guest.vcpus[0].registers.end.msr, 0x8000000000009033u);
  EXPECT_EQ(guest.size.hpt_order, 22u);
  EXPECT_EQ(guest.size.ram_bytes, 512u << 20);
  ASSERT_EQ(guest.vcpus[0].slb_start.size(), 20u);
  EXPECT_EQ(guest.vcpus[0].slb_start[1],
            (SavedSlbEntry{2, 0xc0003f0008000000, 0x40099badc9000400}));
  EXPECT_EQ(guest.vcpus[0].slb_end.back(), (SavedSlbEntry{20, 0xe0000000000, 0x40074e292d000c80}));
  EXPECT_TRUE(guest.hpt_live.has_value());
}

}  // namespace
}  // namespace htabsim
