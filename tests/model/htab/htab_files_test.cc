// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/htab_files.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "tests/model/htab/hooked_port.h"
#include "tests/model/htab/stream_text.h"

namespace htabsim::htab_test {
namespace {

constexpr std::uint64_t kAllOnes = std::numeric_limits<std::uint64_t>::max();

class HtabFilesTest : public ::testing::Test {
 protected:
  HtabFd opened(std::uint64_t flags, std::uint64_t start = 0) {
    const OpenResult result = files_.open(flags, start);
    EXPECT_FALSE(result.error);
    return result.descriptor;
  }
  std::string read(HtabFd descriptor, std::size_t count = 4096) {
    std::vector<std::byte> buffer(count);
    const IoResult result = files_.read(port_, descriptor, buffer);
    EXPECT_FALSE(result.error);
    return hex(std::span(buffer).first(result.bytes));
  }
  IoResult write(HtabFd descriptor, std::initializer_list<TestGroup> groups) {
    return files_.write(port_, descriptor, stream(groups));
  }
  void change(std::uint64_t index) { image_.set_guest_r(HpteIndex(index), std::uint64_t{1} << 62); }

  static constexpr OpenResult kBadFlags{{}, HtabErrno::kInvalid};
  static constexpr IoResult kBadFd{0, HtabErrno::kBadFd};

  HptImage image_{HptGeometry(18)};
  FunctionalHptPort inner_{image_};
  HookedPort port_{inner_};
  Partition partition_;
  HtabFiles files_{partition_, {}};
};

TEST_F(HtabFilesTest, R2FlagsOtherThanBoltedOnlyAndWriteAreRefused) {
  for (std::uint64_t flags = 0; flags <= 3; ++flags) opened(flags);
  for (unsigned bit = 2; bit < 64; ++bit) {
    EXPECT_EQ(files_.open(std::uint64_t{1} << bit, 0), kBadFlags) << bit;
    EXPECT_EQ(files_.open(std::uint64_t{1} << bit | 1, 0), kBadFlags) << bit;
  }
  EXPECT_EQ(files_.open(kAllOnes, 0), kBadFlags);
}

TEST_F(HtabFilesTest, R12AReadOfARadixGuestGivesNothingAndChangesNothing) {
  const HtabFd descriptor = opened(0);
  partition_.translation = GuestTranslation::kRadix;
  EXPECT_EQ(read(descriptor), "");
  partition_.translation = GuestTranslation::kHash;
  EXPECT_NE(read(descriptor), "") << "the first pass is still to come";
}

TEST_F(HtabFilesTest, R37AWriteToARadixGuestIsInvalidEvenWhileItRuns) {
  const HtabFd descriptor = opened(htab_flag::kWrite);
  partition_.translation = GuestTranslation::kRadix;
  partition_.running_vcpus = 1;
  const Hpte entry{0x4000'0000'0000'0001, 0x1000};
  EXPECT_EQ(write(descriptor, {{4, {entry}, 0}}), (IoResult{0, HtabErrno::kInvalid}));
  EXPECT_EQ(guest_view(image_, HpteIndex(4)), Hpte{});
}

TEST_F(HtabFilesTest, R2BoltedOnlyHasNoEffectOnAWriteDescriptor) {
  const HtabFd descriptor = opened(htab_flag::kBoltedOnly | htab_flag::kWrite);
  const Hpte entry{0x4000'0000'0000'0001, 0x1000};
  EXPECT_EQ(write(descriptor, {{4, {entry}, 0}}), (IoResult{24, {}}));
  EXPECT_EQ(guest_view(image_, HpteIndex(4)), entry);
}

TEST_F(HtabFilesTest, R3AnyStartIndexAndAnyNumberOfDescriptors) {
  for (const std::uint64_t start : {std::uint64_t{0}, std::uint64_t{16384}, kAllOnes}) {
    opened(0, start);
    opened(htab_flag::kWrite, start);
  }
}

TEST_F(HtabFilesTest, R3TheProcessRunsOutOfDescriptors) {
  HtabFiles few(partition_, {.most_open = 2});
  EXPECT_FALSE(few.open(0, 0).error);
  const OpenResult second = few.open(0, 0);
  EXPECT_FALSE(second.error);
  EXPECT_EQ(few.open(0, 0), (OpenResult{{}, HtabErrno::kTooManyFiles}));
  EXPECT_EQ(few.close(second.descriptor), std::nullopt);
  EXPECT_EQ(few.open(htab_flag::kWrite, 0), second);
}

TEST_F(HtabFilesTest, R4TheWrongDirectionIsABadDescriptorForEveryCount) {
  const HtabFd reading = opened(0), writing = opened(htab_flag::kWrite);
  std::vector<std::byte> buffer(4096);
  for (const std::size_t count : {std::size_t{0}, std::size_t{8}, buffer.size()}) {
    EXPECT_EQ(files_.read(port_, writing, std::span(buffer).first(count)), kBadFd);
    EXPECT_EQ(files_.write(port_, reading, std::span(buffer).first(count)), kBadFd);
  }
  EXPECT_TRUE(port_.ops().empty());
}

TEST_F(HtabFilesTest, R4ADescriptorThatIsNotOpenIsBad) {
  const HtabFd descriptor = opened(0);
  EXPECT_EQ(files_.close(descriptor), std::nullopt);
  EXPECT_EQ(files_.read(port_, descriptor, {}), kBadFd);
  EXPECT_EQ(files_.write(port_, descriptor, {}), kBadFd);
  EXPECT_EQ(files_.close(descriptor), HtabErrno::kBadFd);
  EXPECT_EQ(files_.close(HtabFd{77}), HtabErrno::kBadFd);
}

TEST_F(HtabFilesTest, R5EachReadDescriptorHasItsOwnCursorAndPass) {
  const HtabFd from_start = opened(0), from_middle = opened(0, 16000);
  EXPECT_EQ(read(from_middle), hex({{16000, {}, 384}}));
  EXPECT_EQ(read(from_start), hex({{0, {}, 16384}}));
  EXPECT_EQ(read(from_middle), "");
  EXPECT_EQ(read(opened(0, 16383)), hex({{16383, {}, 1}}));
}

TEST_F(HtabFilesTest, R6OnlyReadDescriptorsCountAsInterest) {
  EXPECT_EQ(partition_.hpte_mod_interest, 0U);
  const HtabFd one = opened(0), other = opened(htab_flag::kBoltedOnly);
  const HtabFd writing = opened(htab_flag::kWrite);
  EXPECT_EQ(partition_.hpte_mod_interest, 2U);
  files_.open(4, 0);
  EXPECT_EQ(partition_.hpte_mod_interest, 2U);
  files_.close(writing);
  files_.close(one);
  EXPECT_EQ(partition_.hpte_mod_interest, 1U);
  files_.close(one);
  EXPECT_EQ(partition_.hpte_mod_interest, 1U);
  files_.close(other);
  EXPECT_EQ(partition_.hpte_mod_interest, 0U);
}

TEST_F(HtabFilesTest, R6InterestEndsWithTheProcess) {
  {
    HtabFiles files(partition_, {});
    files.open(0, 0);
    EXPECT_EQ(partition_.hpte_mod_interest, 1U);
  }
  EXPECT_EQ(partition_.hpte_mod_interest, 0U);
}

TEST_F(HtabFilesTest, R6ACloseDuringAReadTakesEffectWhenTheReadEnds) {
  const HtabFd descriptor = opened(0);
  port_.once_before(PortOp::kLoadGuestR, HpteIndex(5), [&] {
    EXPECT_EQ(files_.close(descriptor), std::nullopt);
    EXPECT_EQ(partition_.hpte_mod_interest, 1U);
    opened(htab_flag::kWrite);  // takes the number
  });
  EXPECT_EQ(read(descriptor), hex({{0, {}, 16384}}));
  EXPECT_EQ(partition_.hpte_mod_interest, 0U);
  EXPECT_EQ(files_.read(port_, descriptor, {}), kBadFd);
}

TEST_F(HtabFilesTest, R33ChangeFlagsOutliveADescriptor) {
  const HtabFd first = opened(0, 16384);
  read(first);
  change(7);
  files_.close(first);
  const HtabFd second = opened(0, 10);
  EXPECT_EQ(read(second), hex({{10, {}, 16374}}));
  EXPECT_EQ(read(second), hex({{7, {}, 1}}));
}

TEST_F(HtabFilesTest, R7NoCallMovesMoreThanTheFileLayerAllows) {
  EXPECT_EQ(io_count(0), 0U);
  EXPECT_EQ(io_count(0x7fff'efff), 0x7fff'efffU);
  EXPECT_EQ(io_count(0x7fff'f000), 0x7fff'f000U);
  EXPECT_EQ(io_count(0x7fff'f001), 0x7fff'f000U);
  EXPECT_EQ(io_count(kAllOnes), 0x7fff'f000U);
}

TEST_F(HtabFilesTest, OptionsReachReadersAndWriters) {
  HtabFiles files(partition_, {.header_order = HeaderOrder::kLittle,
                               .lock_bit = LockBit::kHidden,
                               .write_parsing = HtabWriteParsing::reference});
  const HtabFd writing = files.open(htab_flag::kWrite, 0).descriptor;
  const HtabFd reading = files.open(0, 16383).descriptor;
  const std::string group =
      "ff3f000001000000"
      "4000000000000001"
      "0000000000001000";
  auto bytes = bytes_of(group);
  EXPECT_EQ(files.write(port_, writing, bytes), (IoResult{24, {}}));
  std::vector<std::byte> buffer(25);
  EXPECT_EQ(files.read(port_, reading, buffer), (IoResult{24, {}}));
  EXPECT_EQ(hex(std::span(buffer).first(24)), group);
  bytes.pop_back();
  EXPECT_EQ(files.write(port_, writing, bytes), (IoResult{0, HtabErrno::kFault}));
}

TEST_F(HtabFilesTest, ErrorsHaveTheirLinuxNamesAndNumbers) {
  EXPECT_EQ(name(HtabErrno::kBadFd), "EBADF");
  EXPECT_EQ(static_cast<int>(HtabErrno::kBadFd), 9);
  EXPECT_EQ(name(HtabErrno::kFault), "EFAULT");
  EXPECT_EQ(static_cast<int>(HtabErrno::kFault), 14);
  EXPECT_EQ(name(HtabErrno::kBusy), "EBUSY");
  EXPECT_EQ(name(HtabErrno::kInvalid), "EINVAL");
  EXPECT_EQ(name(HtabErrno::kIo), "EIO");
  EXPECT_EQ(name(HtabErrno::kTooManyFiles), "EMFILE");
  EXPECT_EQ(name(HtabErrno::kNoDevice), "ENXIO");
  EXPECT_EQ(static_cast<int>(HtabErrno::kNoDevice), 6);
  EXPECT_EQ(name(HtabErrno::kNoSpace), "ENOSPC");
  EXPECT_EQ(static_cast<int>(HtabErrno::kNoSpace), 28);
}

}  // namespace
}  // namespace htabsim::htab_test
