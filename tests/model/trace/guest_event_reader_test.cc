// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/guest_event_reader.h"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/bad_line.h"

namespace htabsim {
namespace {

std::vector<GuestEvent> read_events(const std::filesystem::path& path) {
  GuestEventReader reader{InputFile(path)};
  std::vector<GuestEvent> events;
  for (GuestEvent event; reader.next(event);) events.push_back(event);
  return events;
}

/// The only event of a file of this one line.
template <class Event>
Event parsed(const std::string& line) {
  const TemporaryFolder folder;
  return std::get<Event>(read_events(folder.file("events.txt", line + "\n")).at(0));
}

TEST(GuestEventReader, ReadsLoadsStoresAndAtomics) {
  const auto load = parsed<MemoryAccess>("L c0000000001ae39c 7fff8a2ec2b8 8 u 48c3c70");
  EXPECT_EQ(load.kind, GuestAccessKind::kLoad);
  EXPECT_EQ(load.pc, Ea(0xc0000000001ae39c));
  EXPECT_EQ(load.ea, Ea(0x7fff8a2ec2b8));
  EXPECT_EQ(load.size, 8u);
  EXPECT_EQ(load.mode, GuestMode::kUser);
  EXPECT_EQ(load.ra, GuestReal(0x48c3c70));
  EXPECT_EQ(parsed<MemoryAccess>("S 0 1 4096 k 2").kind, GuestAccessKind::kStore);
  EXPECT_EQ(parsed<MemoryAccess>("S 0 1 4096 k 2").size, 4096u);
  EXPECT_EQ(parsed<MemoryAccess>("S 0 1 1 k 2").mode, GuestMode::kKernel);
  EXPECT_EQ(parsed<MemoryAccess>("U 0 1 1 r 2").kind, GuestAccessKind::kAtomic);
  EXPECT_EQ(parsed<MemoryAccess>("U 0 1 1 r 2").mode, GuestMode::kKernelReal);
}

TEST(GuestEventReader, ReadsDcbzWithoutARealAddress) {
  const auto dcbz = parsed<MemoryAccess>("Z c00000000050b840 c000000012b75080 128 k -");
  EXPECT_EQ(dcbz.kind, GuestAccessKind::kDcbz);
  EXPECT_EQ(dcbz.size, 128u);
  EXPECT_EQ(dcbz.ra, std::nullopt);
}

TEST(GuestEventReader, ReadsAFetchAsFourBytesAtThePc) {
  const auto fetch = parsed<MemoryAccess>("X 100011a4 u 2ffe11a4");
  EXPECT_EQ(fetch.kind, GuestAccessKind::kFetch);
  EXPECT_EQ(fetch.pc, Ea(0x100011a4));
  EXPECT_EQ(fetch.ea, Ea(0x100011a4));
  EXPECT_EQ(fetch.size, 4u);
  EXPECT_EQ(fetch.ra, GuestReal(0x2ffe11a4));
}

TEST(GuestEventReader, ReadsHcallsAndTheirResults) {
  const auto hcall = parsed<HcallIssue>("H 8 0 8e90 40043091ff140001 5512196 a b c d e");
  EXPECT_EQ(hcall.opcode, 8u);
  EXPECT_EQ(hcall.args, (std::array<std::uint64_t, 9>{0, 0x8e90, 0x40043091ff140001, 0x5512196, 0xa,
                                                      0xb, 0xc, 0xd, 0xe}));
  const auto result = parsed<HcallReturn>("h fffffffffffffffa 1 2 3 4 5 6 7 8");
  EXPECT_EQ(result.status, static_cast<std::uint64_t>(-6));
  EXPECT_EQ(result.values, (std::array<std::uint64_t, 8>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(GuestEventReader, ReadsSlbAndSprInstructions) {
  const auto slbmte = parsed<SlbWrite>("M 40031045c8000c80 10008000003");
  EXPECT_EQ(slbmte.rs, 0x40031045c8000c80u);
  EXPECT_EQ(slbmte.rb, 0x10008000003u);
  EXPECT_EQ(parsed<SlbInvalidate>("I 3f000a000000").rb, 0x3f000a000000u);
  EXPECT_EQ(parsed<SlbInvalidateAll>("A 7").ih, 7u);
  const auto mtspr = parsed<SprWrite>("P 13e 381f008");
  EXPECT_EQ(mtspr.spr, 318u);  // LPCR
  EXPECT_EQ(mtspr.value, 0x381f008u);
}

TEST(GuestEventReader, ReadsInterrupts) {
  const auto taken = parsed<InterruptTaken>("V f40 8140002d000 42000000 c0000000004de040 9033");
  EXPECT_EQ(taken.vector, 0xf40u);
  EXPECT_EQ(taken.dar, Ea(0x8140002d000));
  EXPECT_EQ(taken.dsisr, 0x42000000u);
  EXPECT_EQ(taken.srr0, Ea(0xc0000000004de040));
  EXPECT_EQ(taken.srr1, 0x9033u);
}

RC_GTEST_PROP(GuestEventReader, ReadsAnyAccess,
              (std::uint64_t pc, std::uint64_t ea, std::uint64_t ra, bool recorded)) {
  const auto size = *rc::gen::inRange<std::uint32_t>(1, 4097);
  const auto mode = *rc::gen::element('u', 'k', 'r');
  const std::string where = recorded ? fmt::format("{:x}", ra) : "-";
  const auto access =
      parsed<MemoryAccess>(fmt::format("S {:x} {:x} {} {} {}", pc, ea, size, mode, where));
  RC_ASSERT(access.pc == Ea(pc) && access.ea == Ea(ea) && access.size == size);
  RC_ASSERT(access.ra == (recorded ? std::optional(GuestReal(ra)) : std::nullopt));
}

class GuestEventReaderFault : public testing::TestWithParam<BadLine> {};

constexpr BadLine kBadEventLines[] = {
    {"", "the line is empty"},
    {"Q 1", "unknown event 'Q'; there are C L S U Z X H h M I A P V"},
    {"l 1 2 8 k 3", "unknown event 'l'; there are C L S U Z X H h M I A P V"},
    {"LL 1 2 8 k 3", "unknown event 'LL'; there are C L S U Z X H h M I A P V"},
    {" L 1 2 8 k 3", "unknown event ''; there are C L S U Z X H h M I A P V"},
    {"C", "C has 0 fields, not 1 (vcpu)"},
    {"C 0 1", "C has 2 fields, not 1 (vcpu)"},
    {"C x", "vcpu is 'x', not a decimal number from 0 to 1023"},
    {"L", "L has 0 fields, not 5 (pc ea size mode ra)"},
    {"L 1 2 8 k", "L has 4 fields, not 5 (pc ea size mode ra)"},
    {"L 1 2 8 k 3 4", "L has 6 fields, not 5 (pc ea size mode ra)"},
    {"L 1 2 8 k 3 ", "L has 6 fields, not 5 (pc ea size mode ra)"},
    {"L 1 2 8  3", "mode is '', not one letter"},
    {"L 1 2 8 k ", "ra is '', not a hexadecimal number"},
    {"L 1x 2 8 k 3", "pc is '1x', not a hexadecimal number"},
    {"L 0x1 2 8 k 3", "pc is '0x1', not a hexadecimal number"},
    {"S 1 -2 8 k 3", "ea is '-2', not a hexadecimal number"},
    {"S 1 12345678123456789 8 k 3", "ea is '12345678123456789', more than 16 hexadecimal digits"},
    {"S 1 2 0 k 3", "size is '0', not a decimal number from 1 to 4096"},
    {"S 1 2 4097 k 3", "size is '4097', not a decimal number from 1 to 4096"},
    {"S 1 2 a k 3", "size is 'a', not a decimal number from 1 to 4096"},
    {"S 1 2 8 x 3", "mode is 'x', not u, k or r"},
    {"S 1 2 8 kk 3", "mode is 'kk', not one letter"},
    {"S 1 2 8 k x", "ra is 'x', not a hexadecimal number"},
    {"S 1 2 8 k -1", "unexpected '1' after the last field"},
    {"U 1 2 8 k 3\r", "ra is '3\r', not a hexadecimal number"},
    {"Z 1 2 128 k", "Z has 4 fields, not 5 (pc ea size mode ra)"},
    {"X 1 k", "X has 2 fields, not 3 (ea mode ra)"},
    {"X 1 k,2 3", "unexpected ',' before ra"},
    {"H 8 0 1 2 3 4 5 6 7", "H has 9 fields, not 10 (op r4 r5 r6 r7 r8 r9 r10 r11 r12)"},
    {"H 8 0 1 2 3 4 5 6 7 g", "r12 is 'g', not a hexadecimal number"},
    {"h 0 1 2 3 4 5 6 7 8 9", "h has 10 fields, not 9 (r3 r4 r5 r6 r7 r8 r9 r10 r11)"},
    {"h 0 1 2 3 4 5 6 7 -", "r11 is '-', not a hexadecimal number"},
    {"M 1", "M has 1 fields, not 2 (rs rb)"},
    {"I 1 2", "I has 2 fields, not 1 (rb)"},
    {"A 8", "ih is 8, more than 7"},
    {"P 400 0", "spr is 400, more than 3ff"},
    {"V 10000 0 0 0 0", "vec is 10000, more than ffff"},
    {"V 300 0 100000000 0 0", "dsisr is 100000000, more than ffffffff"},
    {"V 300 0 0 0", "V has 4 fields, not 5 (vec dar dsisr srr0 srr1)"},
};
INSTANTIATE_TEST_SUITE_P(Lines, GuestEventReaderFault, testing::ValuesIn(kBadEventLines));

TEST_P(GuestEventReaderFault, IsNamedWithItsLine) {
  const TemporaryFolder folder;
  const auto path =
      folder.file("events.txt", "A 1\nI 18000000\n" + std::string(GetParam().line) + "\nA 1\n");
  GuestEventReader reader{InputFile(path)};
  GuestEvent event;
  EXPECT_TRUE(reader.next(event));
  EXPECT_TRUE(reader.next(event));
  EXPECT_EQ(reader.line_number(), 2u);
  const InputError error = caught([&] { reader.next(event); });
  EXPECT_EQ(error.what(), path.string() + ":3: " + GetParam().fault);
}

TEST(GuestEventReader, LineCBeginsTheTurnOfAProcessor) {
  const TemporaryFolder folder;
  const auto path = folder.file("events", "C 1\nA 3\nC 0\nC 2\nA 4\nA 5\n");
  GuestEventReader reader{LineReader(InputFile(path)), 3};
  GuestEvent event;
  ASSERT_TRUE(reader.next(event));
  EXPECT_EQ(reader.vcpu(), 1u);
  EXPECT_EQ(reader.turns(), 1u);
  EXPECT_EQ(reader.line_number(), 2u);
  for (const unsigned ih : {4u, 5u}) {
    ASSERT_TRUE(reader.next(event));
    EXPECT_EQ(std::get<SlbInvalidateAll>(event).ih, ih);
    EXPECT_EQ(reader.vcpu(), 2u);
    EXPECT_EQ(reader.turns(), 3u) << "one of them without an event";
  }
  EXPECT_FALSE(reader.next(event));
}

TEST(GuestEventReader, RecordingOfOneProcessorNeedsNoTurns) {
  const TemporaryFolder folder;
  GuestEventReader reader{LineReader(InputFile(folder.file("events", "A 3\n"))), 1};
  GuestEvent event;
  ASSERT_TRUE(reader.next(event));
  EXPECT_EQ(reader.vcpu(), 0u);
  EXPECT_EQ(reader.turns(), 0u);
}

TEST(GuestEventReader, RefusesAProcessorThatTheGuestHasNot) {
  const TemporaryFolder folder;
  GuestEventReader reader{LineReader(InputFile(folder.file("events", "C 1\nA 3\nC 2\n"))), 2};
  GuestEvent event;
  ASSERT_TRUE(reader.next(event));
  const InputError error = caught([&] { reader.next(event); });
  EXPECT_EQ(error.line(), 3u);
  EXPECT_EQ(error.text(), "there is no processor 2: the guest has 2");
}

TEST(GuestEventReader, RefusesAnEventOfNoProcessorWhereThereAreSeveral) {
  const TemporaryFolder folder;
  GuestEventReader reader{LineReader(InputFile(folder.file("events", "A 3\n"))), 2};
  GuestEvent event;
  EXPECT_EQ(caught([&] { reader.next(event); }).text(),
            "is before the first line C, so it is no processor's");
}

TEST(GuestEventReader, RefusesAFileCutShortWithinALine) {
  const TemporaryFolder folder;
  const auto path = folder.file("events.txt", "A 1\nL 1 2 8 k 48c3");
  EXPECT_EQ(caught([&] { read_events(path); }).line(), 2u);
}

TEST(GuestEventReader, ReadsEveryEventOfACapturedGuest) {
  GuestEventReader reader{InputFile(HTABSIM_SOURCE_DIR "/traces/p8-4k-share/events.txt.zst")};
  std::array<std::uint64_t, std::variant_size_v<GuestEvent>> counts{};
  for (GuestEvent event; reader.next(event);) ++counts[event.index()];
  // Counted with awk: L 1579215, S 1440047, Z 2720, X 896754; H, h, M, I, A, P and V.
  EXPECT_EQ(counts, (std::array<std::uint64_t, 8>{1579215 + 1440047 + 2720 + 896754, 37203, 37203,
                                                  66, 66, 0, 0, 5893}));
  EXPECT_EQ(reader.line_number(), 3999167u);
}

}  // namespace
}  // namespace htabsim
