// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_trace.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/trace/native_trace_reader.h"
#include "htabsim/model/trace/native_trace_writer.h"
#include "tests/model/base/caught.h"
#include "tests/model/trace/any_plain_access.h"
#include "tests/model/trace/between_items.h"
#include "tests/model/trace/skipped_parts.h"

namespace htabsim {
namespace {

using namespace std::string_literals;

std::string written_as_native(const std::vector<PlainAccess>& accesses,
                              std::uint32_t block_accesses = native_trace::kAccessesPerBlock) {
  std::ostringstream bytes;
  NativeTraceWriter writer(bytes, block_accesses);
  for (const PlainAccess& access : accesses) {
    if (!is_access(access.kind)) {
      EXPECT_TRUE(writer.write_between(access));
    } else {
      writer.write(access);
    }
  }
  writer.finish();
  return bytes.str();
}

NativeTraceReader native_reader(const std::string& bytes) {
  return NativeTraceReader{FileCursor{InputFile("trace", bytes)}};
}

std::vector<PlainAccess> read_native(const std::string& bytes) {
  NativeTraceReader reader = native_reader(bytes);
  std::vector<PlainAccess> accesses;
  for (PlainAccess access; reader.next(access);) accesses.push_back(access);
  return accesses;
}

std::string native_fault(const std::string& bytes) {
  return caught([&] { read_native(bytes); }).text();
}

/// The first touches of a trace that is skipped as a whole.
std::vector<PageTouch> touches_of(const std::string& bytes) {
  NativeTraceReader reader = native_reader(bytes);
  PassedTouches touches;
  reader.skip(std::numeric_limits<std::uint64_t>::max(), touches);
  return touches.first;
}

std::string skipping_fault(const std::string& bytes) {
  return caught([&] { touches_of(bytes); }).text();
}

constexpr std::size_t kFirstBlock = sizeof(native_trace::FileHeader);
constexpr std::size_t kFirstTouches = kFirstBlock + sizeof(native_trace::BlockHeader);

native_trace::BlockHeader block_at(const std::string& bytes, std::size_t at) {
  native_trace::BlockHeader block;
  std::memcpy(&block, bytes.data() + at, sizeof block);
  return block;
}

/// With something else in the header of its first block.
template <class Change>
std::string with_first_block(std::string bytes, const Change& change) {
  native_trace::BlockHeader block = block_at(bytes, kFirstBlock);
  change(block);
  std::memcpy(bytes.data() + kFirstBlock, &block, sizeof block);
  return bytes;
}

/// With other touches, of as many bytes, in its first block.
std::string with_touches(std::string bytes, std::string_view touches) {
  bytes.replace(kFirstTouches, touches.size(), touches);
  return with_first_block(bytes, [&](native_trace::BlockHeader& block) {
    ASSERT_EQ(block.touch_bytes, touches.size());
    block.touch_checksum = native_trace::checksum(touches);
  });
}

void number(std::vector<PlainAccess>& accesses) {
  for (std::size_t i = 0; i < accesses.size(); ++i) accesses[i].line = i + 1;
}

/// An access with all that a source may say of it. Few pages and threads, so that they recur.
rc::Gen<PlainAccess> any_traced_access() {
  return rc::gen::map(
      rc::gen::tuple(any_plain_access(), rc::gen::inRange(0, 4), rc::gen::inRange(0, 3),
                     rc::gen::element(0, 12, 16, 24), rc::gen::inRange(0, 4)),
      [](const auto& parts) {
        auto [access, thread, processor, page_shift, frame] = parts;
        access.thread = static_cast<std::uint32_t>(thread * 100'000);
        access.processor =
            processor == 2 ? PlainAccess::kNoProcessor : static_cast<std::uint16_t>(processor);
        access.page_shift = static_cast<std::uint8_t>(page_shift);
        if (frame % 2 == 0) access.ea = Ea(access.ea.value() & 0x3fff);
        if (frame != 3) access.real = GuestReal((frame << 20) | (access.ea.value() & 0xfff));
        return access;
      });
}

RC_GTEST_PROP(NativeTrace, AllThatAnAccessHasIsReadAgain, ()) {
  auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_traced_access());
  number(accesses);
  RC_ASSERT(read_native(written_as_native(accesses)) == accesses);
}

RC_GTEST_PROP(NativeTrace, ProcessesAreReadAgainWhateverTheBlocks, ()) {
  const auto items = *rc::gen::container<std::vector<PlainAccess>>(any_item(any_traced_access()));
  auto told = told_once(items);
  number_accesses(told);
  RC_ASSERT(read_native(written_as_native(items, *rc::gen::inRange<std::uint32_t>(1, 20))) == told);
}

// What is read behind the skipped accesses is of the process that it was written for.
RC_GTEST_PROP(NativeTrace, TellsTheProcessBehindWhatIsSkipped, (std::uint8_t skipped)) {
  const auto items = *rc::gen::container<std::vector<PlainAccess>>(any_item(any_traced_access()));
  const auto processes = [](const auto& next) {
    std::vector<std::uint32_t> found;
    std::uint32_t process = 0;
    for (PlainAccess item; next(item, process);) {
      if (item.kind == PlainAccessKind::kProcess) process = item.process();
      if (is_access(item.kind)) found.push_back(process);
    }
    return found;
  };
  const std::string bytes = written_as_native(items, *rc::gen::inRange<std::uint32_t>(1, 9));
  NativeTraceReader whole = native_reader(bytes);
  auto expected = processes([&](PlainAccess& item, std::uint32_t&) { return whole.next(item); });
  NativeTraceReader part = native_reader(bytes);
  PassedTouches touches;
  const std::uint64_t passed = part.skip(skipped % 20, touches);
  expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(passed));
  RC_ASSERT(processes([&](PlainAccess& item, std::uint32_t& process) {
              if (const auto told = part.take_skipped_process()) process = *told;
              return part.next(item);
            }) == expected);
}

TEST(NativeTrace, OfAnOlderVersionIsReadAsItHasNoProcessesAndLastTouches) {
  std::string bytes = written_as_native({{.ea = Ea(0x1234)}});
  ASSERT_EQ(bytes[8], 4);
  for (const char version : {2, 3}) {
    bytes[8] = version;
    ASSERT_EQ(read_native(bytes).size(), 1);
    EXPECT_EQ(read_native(bytes)[0].ea, Ea(0x1234));
  }
}

RC_GTEST_PROP(NativeTrace, SkipsAndReadsWhatStandsThereWhateverTheBlocks, ()) {
  auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_traced_access());
  number(accesses);
  NativeTraceReader reader =
      native_reader(written_as_native(accesses, *rc::gen::inRange<std::uint32_t>(1, 20)));
  check_skipped_parts(reader, accesses, *any_parts(), FirstAmong::all);
}

/// A loop of an instruction that loads the words of an array one after the other.
std::vector<PlainAccess> loop(std::size_t rounds) {
  std::vector<PlainAccess> accesses;
  for (std::size_t i = 0; i < rounds; ++i) {
    accesses.push_back({.kind = PlainAccessKind::kFetch, .size = 4, .ea = Ea(0x1000)});
    accesses.push_back({.kind = PlainAccessKind::kLoad, .size = 8, .ea = Ea(0x10'0000 + 8 * i)});
    accesses.push_back({.kind = PlainAccessKind::kFetch, .size = 4, .ea = Ea(0x1004)});
  }
  number(accesses);
  return accesses;
}

TEST(NativeTrace, TakesAByteForWhatIsPredicted) {
  // Each round is one jump back, one stride and one instruction that just follows. What comes first
  // of each takes up to eight bytes more; header 16, block 32, index 12 + 16, trailer 24. Touched
  // are the pages 1, 256 and 257, first in this order, last page 1 behind the others: 1 + 2 + 1
  // bytes, a byte between, 2 + 1 + 2 bytes, as a distance of more than 7 takes two.
  const auto accesses = loop(1000);
  const std::string bytes = written_as_native(accesses);
  EXPECT_LT(bytes.size(), 3000u + 16 + 32 + 12 + 16 + 24 + 10 + 40);
  EXPECT_EQ(read_native(bytes), accesses);
}

TEST(NativeTrace, HasBlocksThatStandForThemselves) {
  const auto accesses = loop(50'000);
  const std::string bytes = written_as_native(accesses);
  EXPECT_EQ(read_native(bytes), accesses);
  // 150,000 accesses are two whole blocks of 2^16 and a part of a third.
  native_trace::Trailer trailer;
  std::memcpy(&trailer, bytes.data() + bytes.size() - sizeof trailer, sizeof trailer);
  EXPECT_EQ(trailer.accesses, 150'000u);
  native_trace::IndexHeader index;
  std::memcpy(&index, bytes.data() + trailer.index_offset, sizeof index);
  EXPECT_EQ(index.blocks, 3u);
}

TEST(NativeTrace, OfNoAccessIsWrittenAndRead) {
  EXPECT_TRUE(read_native(written_as_native({})).empty());
  EXPECT_TRUE(touches_of(written_as_native({})).empty());
}

TEST(NativeTrace, TellsTheTouchesOfTheBlocksThatItPassesOver) {
  const auto accesses = loop(50'000);
  NativeTraceReader reader = native_reader(written_as_native(accesses));
  PassedTouches touches;
  ASSERT_EQ(reader.skip(65'536, touches), 65'536u);
  // 65,536 accesses are 21,845 rounds and a fetch. These load 174,760 bytes, in 43 pages.
  std::vector<PageTouch> expected{{1, PlainAccessKind::kFetch}};
  for (std::uint64_t i = 0; i < 43; ++i) expected.push_back({0x100 + i, PlainAccessKind::kLoad});
  EXPECT_EQ(touches.first, expected);
  PlainAccess access;
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access, accesses[65'536]);
  // The rest is 400,000 bytes in 98 pages.
  touches.first.clear();
  EXPECT_EQ(reader.skip(100'000, touches), 150'000u - 65'537);
  EXPECT_EQ(touches.first.size(), 98u - 43);
  EXPECT_FALSE(reader.next(access));
}

TEST(NativeTrace, SaysInABlockWhatNoBlockBeforeHasTouched) {
  // Blocks of a round: a fetch, a load, a fetch. The second touches nothing that the first did not.
  const std::string bytes = written_as_native(loop(2), 3);
  const auto first = block_at(bytes, kFirstBlock);
  EXPECT_EQ(first.touch_bytes, 3u + 5)
      << "first page 1, two for the distance to page 256; a byte, then last page 256 and page 1";
  const auto second = block_at(bytes, kFirstTouches + first.touch_bytes + first.payload_bytes);
  EXPECT_EQ(second.accesses, 3u);
  EXPECT_EQ(second.touch_bytes, 5u) << "what it touches last";
}

TEST(NativeTrace, TellsTheLastTouchesOfTheBlocksThatItPassesOver) {
  NativeTraceReader reader = native_reader(written_as_native(loop(1024), 3 * 512));
  PassedTouches touches;
  ASSERT_EQ(reader.skip(3 * 512, touches), 3u * 512);
  EXPECT_EQ(touches.last.take(), (std::vector<PageTouch>{{0x100, PlainAccessKind::kLoad},
                                                         {1, PlainAccessKind::kFetch}}));
  ASSERT_EQ(reader.skip(3 * 512, touches), 3u * 512);
  EXPECT_EQ(touches.last.take(), (std::vector<PageTouch>{{0x101, PlainAccessKind::kLoad},
                                                         {1, PlainAccessKind::kFetch}}));
}

TEST(NativeTrace, TellsATouchInAPartOfABlockOnlyWhereItIs) {
  NativeTraceReader reader = native_reader(written_as_native(loop(1000)));
  PassedTouches touches;
  PlainAccess access;
  ASSERT_TRUE(reader.next(access));  // which touches page 1
  EXPECT_EQ(reader.skip(10, touches), 10u);
  EXPECT_EQ(touches.first, (std::vector<PageTouch>{{0x100, PlainAccessKind::kLoad}}));
  // Load 512 is the first of page 0x101: access 3 * 512 + 1, from 0.
  EXPECT_EQ(reader.skip(3 * 512 + 1 - 11, touches), 3u * 512 + 1 - 11);
  EXPECT_EQ(touches.first.size(), 1u);
  EXPECT_EQ(reader.skip(1, touches), 1u);
  EXPECT_EQ(touches.first.back(), (PageTouch{0x101, PlainAccessKind::kLoad}));
}

TEST(NativeTrace, PassesOverADamagedBlockButDoesNotReadIt) {
  const auto accesses = loop(10);
  std::string bytes = written_as_native(accesses, 10);
  const auto block = block_at(bytes, kFirstBlock);
  bytes[kFirstTouches + block.touch_bytes + 3] ^= 0x40;
  NativeTraceReader reader = native_reader(bytes);
  PassedTouches touches;
  ASSERT_EQ(reader.skip(10, touches), 10u);
  PlainAccess access;
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access, accesses[10]);
  NativeTraceReader partly = native_reader(bytes);
  EXPECT_EQ(caught([&] { partly.skip(9, touches); }).text(),
            "at byte 16: the block is damaged: its checksum differs");
}

TEST(NativeTrace, SkippedToItsEndIsCheckedThere) {
  std::string bytes = written_as_native(loop(10));
  EXPECT_EQ(touches_of(bytes).size(), 2u);
  bytes[bytes.size() - sizeof(native_trace::Trailer) + offsetof(native_trace::Trailer, accesses)] ^=
      1;
  EXPECT_NE(skipping_fault(bytes).find("the trailer does not agree"), std::string::npos);
}

TEST(NativeTrace, WithOtherTouchesThanItsChecksumSaysIsAnError) {
  std::string bytes = written_as_native(loop(1));
  bytes[kFirstTouches] ^= 1;
  EXPECT_EQ(native_fault(bytes),
            "at byte 16: the block's touched pages are damaged: their checksum differs");
  EXPECT_EQ(skipping_fault(bytes), native_fault(bytes));
}

TEST(NativeTrace, WithTouchesThatAreNoneIsAnError) {
  // Bits 1 and 0 of the first byte are 3.
  const std::string bytes =
      with_touches(written_as_native(loop(1)), "\x0b\x00\x00\x00\x00\x00\x00\x00"s);
  EXPECT_EQ(native_fault(bytes), "at byte 16: a page is touched in no way");
  EXPECT_EQ(skipping_fault(bytes), native_fault(bytes));
}

TEST(NativeTrace, OfMoreTouchesThanABlockCanHaveIsRefused) {
  const std::string bytes =
      with_first_block(written_as_native(loop(1)),
                       [](native_trace::BlockHeader& block) { block.touch_bytes = (1 << 21) + 1; });
  EXPECT_EQ(native_fault(bytes), "at byte 16: is a block of 2097153 bytes of touched pages");
}

TEST(NativeTrace, OfTouchesBeyondTheFileIsCutShort) {
  const std::string whole = written_as_native(loop(1));
  const std::string bytes = with_first_block(
      whole, [](native_trace::BlockHeader& block) { block.touch_bytes = 1 << 21; });
  EXPECT_EQ(skipping_fault(bytes),
            "at byte " + std::to_string(whole.size()) + ": the file is cut short");
}

TEST(NativeTrace, OfMoreAccessesThanBytesIsRefusedUnread) {
  const std::string bytes = with_first_block(
      written_as_native(loop(1)),
      [](native_trace::BlockHeader& block) { block.accesses = block.payload_bytes + 1; });
  EXPECT_NE(skipping_fault(bytes).find("is a block of"), std::string::npos);
}

TEST(NativeTrace, CutShortAnywhereIsAnError) {
  const std::string whole = written_as_native(loop(10));
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    EXPECT_FALSE(native_fault(whole.substr(0, bytes)).empty()) << "cut after " << bytes;
    EXPECT_FALSE(skipping_fault(whole.substr(0, bytes)).empty()) << "cut after " << bytes;
  }
}

TEST(NativeTrace, WithAnyByteChangedIsAnErrorOrTheSame) {
  const auto accesses = loop(10);
  const std::string whole = written_as_native(accesses);
  std::size_t the_same = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    try {
      EXPECT_EQ(read_native(damaged), accesses) << "byte " << at;
      ++the_same;
    } catch (const InputError&) {
    }
  }
  EXPECT_EQ(the_same, 4u) << "the reserved bytes of the header";
}

TEST(NativeTrace, OfAnotherVersionIsRefusedByNumber) {
  std::string bytes = written_as_native(loop(1));
  bytes[8] = 9;
  EXPECT_EQ(native_fault(bytes),
            "at byte 0: is of version 9.0 of htabsim's traces; 2.0 to 4.0 are read");
}

TEST(NativeTrace, WithSomethingBehindItIsAnError) {
  const std::string whole = written_as_native(loop(1));
  EXPECT_NE(native_fault(whole + "x").find("something stands behind the trailer"),
            std::string::npos);
}

TEST(NativeTrace, HoldsNoPageThatThereCannotBe) {
  for (const std::uint8_t shift : {2, 11, 61}) {
    EXPECT_THROW(written_as_native({{.page_shift = shift, .ea = Ea(0x1008)}}), std::domain_error);
  }
}

TEST(NativeTrace, HoldsNoRealAddressAtAnotherPlaceOfItsPage) {
  EXPECT_THROW(written_as_native({{.ea = Ea(0x1008), .real = GuestReal(0x5010)}}),
               std::domain_error);
}

}  // namespace
}  // namespace htabsim
