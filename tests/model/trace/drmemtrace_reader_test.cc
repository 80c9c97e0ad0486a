// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/drmemtrace_reader.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/drmemtrace_bytes.h"

namespace htabsim {
namespace {

std::vector<PlainAccess> read_drmemtrace(const std::string& bytes,
                                         std::vector<TraceRemark>* remarks = nullptr) {
  const TemporaryFolder folder;
  DrmemtraceReader reader{FileCursor{InputFile(folder.file("trace", bytes))}};
  std::vector<PlainAccess> accesses;
  for (PlainAccess access; reader.next(access);) accesses.push_back(access);
  if (remarks != nullptr) *remarks = reader.remarks();
  return accesses;
}

std::string fault_of(const std::string& bytes) {
  return caught([&] { read_drmemtrace(bytes); }).text();
}

TEST(DrmemtraceReader, ReadsInstructionsAndWhatTheyAccess) {
  // T3: header, thread, processor (marker 3), then an instruction with a load and a taken branch.
  const auto accesses = read_drmemtrace(
      drmemtrace_record(25, 0, 5) + drmemtrace_record(22, 4, 77) + drmemtrace_record(28, 3, 16) +
      drmemtrace_record(10, 4, 0x1000) + drmemtrace_record(0, 8, 0x7fff'0010) +
      drmemtrace_record(1, 16, 0x7fff'0020) + drmemtrace_record(48, 4, 0x1004));
  ASSERT_EQ(accesses.size(), 4u);
  EXPECT_EQ(accesses[0], (PlainAccess{.kind = PlainAccessKind::kFetch,
                                      .size = 4,
                                      .thread = 77,
                                      .ea = Ea(0x1000),
                                      .line = 4,
                                      .processor = 16}));
  EXPECT_EQ(accesses[1].kind, PlainAccessKind::kLoad);
  EXPECT_EQ(accesses[1].ea, Ea(0x7fff'0010));
  EXPECT_EQ(accesses[2].kind, PlainAccessKind::kStore);
  EXPECT_EQ(accesses[2].size, 16);
  EXPECT_EQ(accesses[3].kind, PlainAccessKind::kFetch);
}

TEST(DrmemtraceReader, CountsWhatIsNoAccess) {
  // T3: prefetches 2 to 9 and 27, flushes 18 to 21, 29 without a fetch, encodings 47, exit, footer.
  std::vector<TraceRemark> remarks;
  std::string bytes = drmemtrace_record(25, 0, 3);
  for (const std::uint16_t type : {2, 9, 27, 18, 21, 29, 47, 23, 24, 26}) {
    bytes += drmemtrace_record(type, 4, 0x1000);
  }
  EXPECT_TRUE(read_drmemtrace(bytes + drmemtrace_record(28, 2, 1), &remarks).empty());
  EXPECT_EQ(remarks, (std::vector<TraceRemark>{{"prefetches", 3},
                                               {"flushes", 2},
                                               {"instructions without a fetch", 1},
                                               {"markers", 1},
                                               {"encodings", 1}}));
}

TEST(DrmemtraceReader, TakesABundleApart) {
  // T3: three instructions of 2, 4 and 6 bytes stand behind one of 4 at 0x1000.
  const auto accesses =
      read_drmemtrace(drmemtrace_record(25, 0, 3) + drmemtrace_record(10, 4, 0x1000) +
                      drmemtrace_record(17, 3, 0x06'04'02));
  ASSERT_EQ(accesses.size(), 4u);
  EXPECT_EQ(accesses[1].ea, Ea(0x1004));
  EXPECT_EQ(accesses[1].size, 2);
  EXPECT_EQ(accesses[2].ea, Ea(0x1006));
  EXPECT_EQ(accesses[3].ea, Ea(0x100a));
  EXPECT_EQ(accesses[3].size, 6);
}

TEST(DrmemtraceReader, KnowsARealAddressFromTheFirstUseOfItsPageOn) {
  // Markers 18, 15 and 17: the page size, a physical address and the virtual one that it is of.
  const std::string start = drmemtrace_record(25, 0, 4) + drmemtrace_record(28, 18, 4096);
  const auto accesses =
      read_drmemtrace(start + drmemtrace_record(0, 8, 0x5008) +
                      drmemtrace_record(28, 15, 0x9'3000) + drmemtrace_record(28, 17, 0x5000) +
                      drmemtrace_record(0, 8, 0x5008) + drmemtrace_record(0, 8, 0x6008));
  ASSERT_EQ(accesses.size(), 3u);
  EXPECT_EQ(accesses[0].real, PlainAccess::kNoReal);
  EXPECT_EQ(accesses[1].real, GuestReal(0x9'3008));
  EXPECT_EQ(accesses[2].real, PlainAccess::kNoReal);
}

TEST(DrmemtraceReader, RefusesWhatItDoesNotKnow) {
  const std::string start = drmemtrace_record(25, 0, 5);
  EXPECT_EQ(fault_of(drmemtrace_record(25, 0, 2)),
            "at byte 0: record 1 is of version 2 of drmemtrace; versions 3 to 6 are read");
  EXPECT_EQ(fault_of(start + drmemtrace_record(50, 0, 0)),
            "at byte 12: record 2 has type 50, which drmemtrace does not have");
  EXPECT_EQ(fault_of(start + drmemtrace_record(0, 0, 0x10)),
            "at byte 12: record 2 is an access of 0 bytes, not 1 to 4096");
  EXPECT_EQ(fault_of(start + drmemtrace_record(17, 9, 0)),
            "at byte 12: record 2 is a bundle of 9 instructions, more than 8");
  EXPECT_EQ(fault_of(start + "12345"), "at byte 17: the file is cut short");
}

TEST(DrmemtraceReader, IsToldByItsHeader) {
  EXPECT_TRUE(DrmemtraceReader::recognises(drmemtrace_record(25, 0, 5) + "more"));
  EXPECT_TRUE(DrmemtraceReader::recognises(drmemtrace_record(25, 0, 99))) << "refused by number";
  EXPECT_FALSE(DrmemtraceReader::recognises(drmemtrace_record(10, 4, 5)));
  EXPECT_FALSE(DrmemtraceReader::recognises(drmemtrace_record(25, 0, 5).substr(0, 11)));
  EXPECT_FALSE(DrmemtraceReader::recognises("I  04001000,3\n L 1ffe,8\n"));
}

RC_GTEST_PROP(DrmemtraceReader, GivesTheAddressOfAnyAccess, (std::uint64_t ea)) {
  const auto size = *rc::gen::inRange<std::uint16_t>(1, 4097);
  const auto accesses =
      read_drmemtrace(drmemtrace_record(25, 0, 5) + drmemtrace_record(1, size, ea));
  RC_ASSERT(accesses.size() == 1u);
  RC_ASSERT(accesses[0].ea == Ea(ea));
  RC_ASSERT(accesses[0].size == size);
}

}  // namespace
}  // namespace htabsim
