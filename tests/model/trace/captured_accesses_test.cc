// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/captured_accesses.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/trace/trace_format.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

using enum PlainAccessKind;

CapturedAccesses captured(const std::string& events) {
  return CapturedAccesses(GuestEventReader(InputFile("events", events)));
}

std::vector<PlainAccess> read_all(TraceReader& reader) {
  std::vector<PlainAccess> accesses;
  for (PlainAccess access; reader.next(access);) accesses.push_back(access);
  return accesses;
}

TEST(CapturedAccesses, AreThoseOfAllKindsWithWhatIsRecordedOfThem) {
  CapturedAccesses reader = captured(
      "L 100 7f0008 8 u 12008\n"
      "S 104 c000000000001000 4 k 13000\n"
      "U 108 2000 8 u -\n"
      "Z 10c 3000 128 k -\n"
      "X 110 u 14110\n");
  // Of a fetch the first instruction is recorded, which has four bytes.
  const std::vector<PlainAccess> expected = {
      {.kind = kLoad, .size = 8, .ea = Ea(0x7f0008), .real = GuestReal(0x12008), .line = 1},
      {.kind = kStore,
       .size = 4,
       .ea = Ea(0xc000000000001000),
       .real = GuestReal(0x13000),
       .line = 2},
      {.kind = kModify, .size = 8, .ea = Ea(0x2000), .line = 3},
      {.kind = kStore, .size = 128, .ea = Ea(0x3000), .line = 4},
      {.kind = kFetch, .size = 4, .ea = Ea(0x110), .real = GuestReal(0x14110), .line = 5}};
  const auto accesses = read_all(reader);
  ASSERT_EQ(accesses.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    PlainAccess of_processor_0 = expected[i];
    of_processor_0.processor = 0;
    EXPECT_EQ(accesses[i], of_processor_0) << i;
  }
  EXPECT_TRUE(reader.remarks().empty());
}

TEST(CapturedAccesses, AreOfTheProcessorWhoseTurnItIs) {
  CapturedAccesses reader =
      captured("C 1\nL 0 10 1 u 0\nA 0\nL 0 20 1 u 0\nC 0\nL 0 30 1 u 0\nC 1\nX 40 u 0\n");
  std::vector<std::pair<std::uint64_t, unsigned>> found;
  for (PlainAccess access; reader.next(access);) {
    found.push_back({access.ea.value(), static_cast<unsigned>(access.processor)});
    EXPECT_EQ(access.thread, 0u);
  }
  EXPECT_EQ(found, (std::vector<std::pair<std::uint64_t, unsigned>>{
                       {0x10, 1}, {0x20, 1}, {0x30, 0}, {0x40, 1}}));
}

TEST(CapturedAccesses, LeaveOutAndCountWhatIsNoAccessByAnEffectiveAddress) {
  CapturedAccesses reader = captured(
      "L 0 10 1 r 10\nH 4 0 0 0 0 0 0 0 0 0\nh 0 0 0 0 0 0 0 0 0\nM 0 0\nM 0 0\nI 0\nA 0\n"
      "P 0 0\nV 300 0 0 0 0\nV 380 0 0 0 0\nV 300 0 0 0 0\nX 20 r 20\nS 0 10 1 k 10\n");
  EXPECT_EQ(read_all(reader).size(), 1u);
  EXPECT_EQ(reader.remarks(), (std::vector<TraceRemark>{{"accesses without translation", 2},
                                                        {"hcalls", 1},
                                                        {"results of hcalls", 1},
                                                        {"slbmte", 2},
                                                        {"slbie", 1},
                                                        {"slbia", 1},
                                                        {"mtspr", 1},
                                                        {"interrupts", 3}}));
}

TEST(CapturedAccesses, OfADamagedRecordingEndWithItsLine) {
  CapturedAccesses reader = captured("L 0 10 1 u 0\nL 0 10 1 q 0\n");
  PlainAccess access;
  EXPECT_TRUE(reader.next(access));
  EXPECT_EQ(caught([&] { reader.next(access); }).line(), 2u);
}

TEST(CapturedAccesses, AreOpenedFromTheEventsAloneWithoutTheKernelsIfAskedTo) {
  const TemporaryFolder folder;
  const auto path = folder.file("events", "L 0 10 1 u 0\nA 0\nL 0 c000000000000010 1 k 0\n");
  const OpenTrace trace =
      open_trace_or_guest(path, {.format = "", .kernel = KernelAccesses::kSkip});
  EXPECT_EQ(trace.format, "events of a captured guest");
  EXPECT_EQ(read_all(*trace.reader).size(), 1u);
  EXPECT_EQ(trace.reader->remarks(),
            (std::vector<TraceRemark>{{"slbia", 1}, {"accesses to a kernel's addresses", 1}}));
}

TEST(CapturedAccesses, AreOfAllProcessorsOfARealGuest) {
  const OpenTrace trace = open_trace_or_guest(HTABSIM_SOURCE_DIR "/traces/p8-4k-smp2");
  EXPECT_EQ(trace.format, "captured guest");
  std::vector<unsigned> found(2);
  for (PlainAccess access; trace.reader->next(access);) ++found.at(access.processor);
  // Lines L, S, U, Z and X of the decompressed events behind "C 0" and "C 1", counted by awk.
  EXPECT_EQ(found, (std::vector<unsigned>{1'778'802, 1'533'436}));
}

}  // namespace
}  // namespace htabsim
