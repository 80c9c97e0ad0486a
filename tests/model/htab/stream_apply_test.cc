// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_apply.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/htab/small_table.h"
#include "tests/model/htab/stream_bytes.h"

namespace htabsim {
namespace {

constexpr HeaderOrder kBig = HeaderOrder::kBig;
const Hpte kA{0x4000'0000'0000'0081, 0x1190};
const Hpte kB{0x4000'0000'0000'0101, 0x2190};
const Hpte kNotValid{0x4000'0000'0000'0080, 0x1190};
const Hpte kNoPageSize{0x4000'0000'0000'0085, 0x2190};  // L, LP 2
const Hpte kReservedB{0x8000'0000'0000'0081, 0x1190};
const Hpte k16M{0x4000'0000'0000'0085, 0x0190};  // L, LP 0

class StreamApplyTest : public ::testing::Test {
 protected:
  void apply(const std::string& stream) {
    const TemporaryFolder folder;
    HtabStreamReader reader(InputFile(folder.file("a.stream", stream)), {}, kBig);
    apply_stream(reader, image_, partition_);
  }
  std::string fault(const std::string& stream) {
    return caught([&] { apply(stream); }).text();
  }
  [[nodiscard]] Hpte view(std::uint64_t index) const {
    return guest_view(image_, HpteIndex(index));
  }

  HptImage image_{HptGeometry(18)};
  Partition partition_;
};

TEST_F(StreamApplyTest, LaterGroupsReplaceWhatEarlierOnesPutThere) {  // also overlapping ones
  apply(group_bytes(kBig, 4, {kA, kA, kA}) + group_bytes(kBig, 5, {kB}, 1));
  EXPECT_EQ(view(4), kA);
  EXPECT_EQ(view(5), kB);
  EXPECT_EQ(view(6), kInvalidView);
}

TEST_F(StreamApplyTest, R43R44TheEntryToBlameIsNamedWithItsByte) {
  const std::string before = group_bytes(kBig, 0, {kA});  // 24 bytes
  EXPECT_EQ(fault(before + group_bytes(kBig, 9, {kA, kNotValid, kNoPageSize})),
            "at byte 48: entry 10 is refused with EINVAL: its V bit is clear");
  EXPECT_EQ(view(9), kA);
  EXPECT_EQ(view(10), kInvalidView);
  EXPECT_EQ(fault(before + group_bytes(kBig, 9, {kA, kA, kNoPageSize})),
            "at byte 64: entry 11 is refused with EINVAL: its L and LP are no page size");
}

TEST_F(StreamApplyTest, R46AnEntryThatTheTableCannotTakeIsNamedToo) {
  EXPECT_EQ(fault(group_bytes(kBig, 9, {kA, kReservedB, kNotValid})),
            "at byte 24: entry 10 is refused with EIO: its B is reserved");
  partition_.slots.add({.base = GuestReal(0),
                        .bytes = std::uint64_t{1} << 30,
                        .host_base = HostReal(std::uint64_t{1} << 40),
                        .host_page_shift = 16});
  EXPECT_EQ(fault(group_bytes(kBig, 9, {kA, k16M, kReservedB})),
            "at byte 24: entry 10 is refused with EIO: the host's memory behind its page does not "
            "allow it");
  EXPECT_EQ(view(9), kA);
  EXPECT_EQ(view(10), kInvalidView);
}

TEST_F(StreamApplyTest, R42AGroupPastTheTablesEndIsRefusedAsAWhole) {
  EXPECT_EQ(fault(group_bytes(kBig, 16383, {kA}, 1)),
            "at byte 0: the group of 1 valid and 1 invalid entries at entry 16383 is refused with "
            "EINVAL");
  EXPECT_EQ(fault(group_bytes(kBig, 16384, {kNotValid})),
            "at byte 0: the group of 1 valid and 0 invalid entries at entry 16384 is refused with "
            "EINVAL");
  EXPECT_EQ(view(16383), kInvalidView);
}

TEST_F(StreamApplyTest, R37ARunningGuestRefusesEveryGroup) {
  partition_.running_vcpus = 1;
  EXPECT_EQ(fault(group_bytes(kBig, 1, {kA})),
            "at byte 0: the group of 1 valid and 0 invalid entries at entry 1 is refused with "
            "EBUSY");
}

}  // namespace
}  // namespace htabsim
