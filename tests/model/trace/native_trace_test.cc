// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_trace.h"

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/trace/native_trace_reader.h"
#include "htabsim/model/trace/native_trace_writer.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/any_plain_access.h"

namespace htabsim {
namespace {

std::string written_as_native(const std::vector<PlainAccess>& accesses) {
  std::ostringstream bytes;
  NativeTraceWriter writer(bytes);
  for (const PlainAccess& access : accesses) writer.write(access);
  writer.finish();
  return bytes.str();
}

std::vector<PlainAccess> read_native(const std::string& bytes) {
  const TemporaryFolder folder;
  NativeTraceReader reader{FileCursor{InputFile(folder.file("trace", bytes))}};
  std::vector<PlainAccess> accesses;
  for (PlainAccess access; reader.next(access);) accesses.push_back(access);
  return accesses;
}

std::string native_fault(const std::string& bytes) {
  return caught([&] { read_native(bytes); }).text();
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
  // of each takes up to eight bytes more; header 16, block 24, index 12 + 16, trailer 24.
  const auto accesses = loop(1000);
  const std::string bytes = written_as_native(accesses);
  EXPECT_LT(bytes.size(), 3000u + 16 + 24 + 12 + 16 + 24 + 40);
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
}

TEST(NativeTrace, CutShortAnywhereIsAnError) {
  const std::string whole = written_as_native(loop(10));
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    EXPECT_FALSE(native_fault(whole.substr(0, bytes)).empty()) << "cut after " << bytes;
  }
}

TEST(NativeTrace, WithAnyByteChangedIsAnErrorOrTheSame) {
  const auto accesses = loop(10);
  const std::string whole = written_as_native(accesses);
  std::size_t the_same = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    const TemporaryFolder folder;
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
  EXPECT_EQ(native_fault(bytes), "at byte 0: is of version 9.0 of htabsim's traces; 1.0 is read");
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
