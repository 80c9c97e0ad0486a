// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/input_file.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "htabsim/model/base/read_share.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/compress.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

using namespace std::string_literals;

std::string read_all(const std::filesystem::path& path, std::size_t step = 1 << 16,
                     std::uint64_t most_bytes = InputFile::kAnyLength) {
  InputFile file(path, most_bytes);
  std::string contents;
  std::string block(step, '\0');
  while (const std::size_t got = file.read(block)) contents.append(block, 0, got);
  return contents;
}

/// Bytes that no method can compress, so that every one stores them as they are.
std::string noise(std::size_t bytes) {
  std::mt19937 random(1);
  std::string result(bytes, '\0');
  std::generate(result.begin(), result.end(), [&] { return static_cast<char>(random()); });
  return result;
}

std::string text(std::size_t lines) {
  std::string result;
  for (std::size_t i = 0; i < lines; ++i) result += std::to_string(i * i) + " line\n";
  return result;
}

struct Method {
  const char* extension;
  std::string (*compress)(std::string_view);
};

void PrintTo(const Method& method, std::ostream* out) { *out << method.extension; }

std::string as_it_is(std::string_view contents) { return std::string(contents); }

constexpr Method kPlain = {".txt", as_it_is};
constexpr Method kCompressing[] = {{".zst", zstd_frame}, {".gz", gzip_member}, {".xz", xz_stream}};

class CompressedInputFile : public testing::TestWithParam<Method> {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path write(std::string_view contents) const {
    return folder_.file("file"s + GetParam().extension, contents);
  }
};
INSTANTIATE_TEST_SUITE_P(Methods, CompressedInputFile, testing::ValuesIn(kCompressing),
                         [](const auto& method) { return method.param.extension + 1; });

TEST_P(CompressedInputFile, GivesTheContents) {
  for (const std::string& contents : {""s, "x"s, text(20000), noise(300000)}) {
    EXPECT_EQ(read_all(write(GetParam().compress(contents))), contents);
  }
}

TEST_P(CompressedInputFile, IsToldByItsFirstBytesWhateverItsName) {
  const auto path = folder_.file("trace", GetParam().compress("contents"));
  EXPECT_EQ(read_all(path), "contents");
}

TEST_P(CompressedInputFile, MayConsistOfSeveralPieces) {
  const std::string pieces = GetParam().compress(text(100)) + GetParam().compress("and more");
  EXPECT_EQ(read_all(write(pieces)), text(100) + "and more");
}

TEST_P(CompressedInputFile, CutShortAnywhereIsAnError) {
  const std::string whole = GetParam().compress(text(40));
  ASSERT_EQ(read_all(write(whole)), text(40));
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const auto path = write(std::string_view(whole).substr(0, bytes));
    EXPECT_EQ(caught([&] { read_all(path); }).file(), path.string()) << "cut after " << bytes;
  }
}

TEST_P(CompressedInputFile, CutShortWithinStoredBlocksIsAnError) {
  const std::string whole = GetParam().compress(noise(300000));
  ASSERT_GE(whole.size(), 300000u);
  for (std::size_t bytes = 10; bytes < whole.size(); bytes += 7919) {
    const auto path = write(std::string_view(whole).substr(0, bytes));
    EXPECT_NE(caught([&] { read_all(path); }).text().find("cut short"), std::string::npos)
        << "cut after " << bytes;
  }
}

TEST_P(CompressedInputFile, WithALaterPieceCutShortIsAnError) {
  const std::string first = GetParam().compress(text(40));
  const std::string whole = first + GetParam().compress(text(40));
  for (std::size_t bytes = first.size() + 1; bytes < whole.size(); ++bytes) {
    const auto path = write(std::string_view(whole).substr(0, bytes));
    EXPECT_EQ(caught([&] { read_all(path); }).line(), InputError::kNoLine) << "cut after " << bytes;
  }
}

TEST_P(CompressedInputFile, WithAChangedByteIsAnError) {
  std::string damaged = GetParam().compress(text(5000));
  damaged[damaged.size() / 2] ^= 0x10;
  const auto path = write(damaged);
  EXPECT_NE(caught([&] { read_all(path); }).text().find("corrupt"), std::string::npos);
}

TEST_P(CompressedInputFile, WithSomethingElseBehindItIsAnError) {
  const auto path = write(GetParam().compress("contents") + "something else");
  EXPECT_NE(caught([&] { read_all(path); }).text().find("corrupt"), std::string::npos);
}

TEST_P(CompressedInputFile, WithWrongFirstBytesIsAnError) {
  std::string damaged = GetParam().compress("contents");
  damaged[1] ^= 1;
  const auto path = write(damaged);
  const InputError error = caught([&] { InputFile file(path); });
  EXPECT_NE(error.text().find("does not begin as"), std::string::npos) << error.text();
}

TEST(InputFile, GivesAPlainFileAsItIs) {
  const TemporaryFolder folder;
  for (const std::string& contents : {""s, "x"s, "12345"s, "123456"s, "1234567"s, noise(300000)}) {
    EXPECT_EQ(read_all(folder.file("plain.txt", contents)), contents);
  }
}

TEST(InputFile, GivesNothingMoreAfterItsEnd) {
  const TemporaryFolder folder;
  InputFile file(folder.file("plain.txt", "abc"));
  std::array<char, 8> block{};
  EXPECT_EQ(file.read(block), 3u);
  EXPECT_EQ(file.read(block), 0u);
  EXPECT_EQ(file.read(block), 0u);
}

TEST(InputFile, MayBeginWithASkippableZstdFrame) {
  // Magic 0x184d2a50 to 0x184d2a5f, then the number of bytes to skip, each little-endian.
  const TemporaryFolder folder;
  for (const char low : {'\x50', '\x57', '\x5f'}) {
    const std::string skipped = std::string(1, low) + "\x2a\x4d\x18" + "\x03\x00\x00\x00???"s;
    EXPECT_EQ(read_all(folder.file("a.zst", skipped + zstd_frame("contents"))), "contents");
  }
  EXPECT_THROW(InputFile(folder.file("a.zst", "\x60\x2a\x4d\x18"s)), InputError);
}

TEST(InputFile, TakesZstdWindowsOfUpTo128Megabytes) {
  // A frame by hand: magic, descriptor 0 (a window byte follows), the window's log2 - 10 in the
  // high five bits, and one last raw block of five bytes: header 5 << 3 | 1.
  const TemporaryFolder folder;
  const auto frame = [](unsigned window_log) {
    return "\x28\xb5\x2f\xfd\x00"s + static_cast<char>((window_log - 10) << 3) +
           "\x29\x00\x00hello"s;
  };
  EXPECT_EQ(read_all(folder.file("a.zst", frame(27))), "hello");
  const auto path = folder.file("b.zst", frame(28));
  EXPECT_NE(caught([&] { read_all(path); }).text().find("too much memory"), std::string::npos);
}

TEST(ZippedInputFile, GivesItsFilesOneAfterTheOther) {
  const TemporaryFolder folder;
  const auto path = folder.file(
      "trace", zip_archive({{"chunk.0000", text(20000)}, {"chunk.0001", noise(300000)}}));
  EXPECT_EQ(read_all(path), text(20000) + noise(300000));
  EXPECT_EQ(read_all(folder.file("empty.zip", zip_archive({{"a", ""}}))), "");
}

TEST(ZippedInputFile, CutShortAnywhereIsAnError) {
  const TemporaryFolder folder;
  const std::string whole = zip_archive({{"a", noise(3000)}, {"b", noise(3000)}});
  for (std::size_t bytes = 0; bytes < whole.size(); bytes += 97) {
    const auto path = folder.file("a.zip", std::string_view(whole).substr(0, bytes));
    EXPECT_EQ(caught([&] { read_all(path); }).file(), path.string()) << "cut after " << bytes;
  }
}

TEST(ZippedInputFile, WithAChangedByteIsAnError) {
  const TemporaryFolder folder;
  std::string damaged = zip_archive({{"a", text(5000)}});
  damaged[damaged.size() / 2] ^= 0x10;
  const auto path = folder.file("a.zip", damaged);
  EXPECT_NE(caught([&] { read_all(path); }).text().find("corrupt"), std::string::npos);
}

// The file is 16 blocks of 128 KB, which are read one after the other.
TEST(InputFile, TellsWhatShareOfItHasBeenRead) {
  const TemporaryFolder folder;
  InputFile file(folder.file("plain", std::string(16 * 128 * 1024, 'x')));
  const auto share = file.share();
  ASSERT_TRUE(share->value().has_value());
  EXPECT_LT(*share->value(), 0.01);
  std::string block(128 * 1024, '\0');
  file.read(block);
  EXPECT_GE(*share->value(), 1.0 / 16);
  EXPECT_LT(*share->value(), 4.0 / 16);
  while (file.read(block) != 0) {
  }
  EXPECT_EQ(share->value(), 1.0);
}

TEST(InputFile, ShareIsOfTheFileAsItLiesOnTheDisk) {
  const TemporaryFolder folder;
  std::string noise(2 << 20, '\0');  // which cannot be compressed
  std::ranges::generate(
      noise, [random = std::mt19937(1)]() mutable { return static_cast<char>(random()); });
  const auto path = folder.file("a.zst", zstd_frame(noise));
  InputFile file(path);
  EXPECT_LT(*file.share()->value(), 0.5);
  std::string block(1000, '\0');
  while (file.read(block) != 0) {
  }
  EXPECT_EQ(file.share()->value(), 1.0);
}

TEST(InputFile, OfFewBlocksOrWithoutALengthHasNoShare) {
  const TemporaryFolder folder;
  EXPECT_EQ(InputFile(folder.file("small", "contents")).share()->value(), std::nullopt);
  EXPECT_EQ(InputFile("/dev/null").share()->value(), std::nullopt);
  EXPECT_EQ(InputFile("name", "contents").share(), nullptr);
}

TEST(InputFile, ThatIsMissingIsAnError) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "absent.txt";
  EXPECT_EQ(caught([&] { InputFile file(path); }).what(), path.string() + ": no such file");
}

TEST(InputFile, ThatIsAFolderIsAnError) {
  const TemporaryFolder folder;
  EXPECT_EQ(caught([&] { InputFile file(folder.path()); }).what(),
            folder.path().string() + ": is a folder, not a file");
}

RC_GTEST_PROP(InputFile, GivesWhatWasWrittenInReadsOfAnySize, (const std::string& contents)) {
  const TemporaryFolder folder;
  const auto step = *rc::gen::inRange<std::size_t>(1, 64);
  const Method method =
      *rc::gen::element(kPlain, kCompressing[0], kCompressing[1], kCompressing[2]);
  RC_ASSERT(read_all(folder.file("file", method.compress(contents)), step) == contents);
}

TEST_P(CompressedInputFile, ThatGrowsBeyondItsLimitIsTooLarge) {
  const std::string two_megabytes(std::size_t{2} << 20, 'x');
  const auto path = write(GetParam().compress(two_megabytes + "y"));
  EXPECT_EQ(read_all(path, 1 << 16, std::uint64_t{3} << 20).size(), two_megabytes.size() + 1);
  EXPECT_EQ(caught([&] { read_all(path, 1 << 16, two_megabytes.size()); }).what(),
            path.string() + ": is too large: more than 2 MB");
}

TEST(InputFile, OfItsLimitIsReadAndOfOneByteMoreIsTooLarge) {
  const TemporaryFolder folder;
  const std::string megabyte(std::size_t{1} << 20, 'x');
  EXPECT_EQ(read_all(folder.file("a", megabyte), 1 << 16, megabyte.size()), megabyte);
  const auto path = folder.file("b", megabyte + "x");
  EXPECT_EQ(caught([&] { read_all(path, 1 << 16, megabyte.size()); }).what(),
            path.string() + ": is too large: more than 1 MB");
}

/// Of one byte, which can be read until it is taken away.
class OpenPipe {
 public:
  explicit OpenPipe(bool holds_a_byte) {
    EXPECT_EQ(::pipe(ends_.data()), 0);
    if (holds_a_byte) {
      EXPECT_EQ(::write(ends_[1], "x", 1), 1);
    }
  }
  ~OpenPipe() {
    for (const int end : ends_) ::close(end);
  }
  OpenPipe(const OpenPipe&) = delete;
  OpenPipe& operator=(const OpenPipe&) = delete;

  [[nodiscard]] int descriptor() const { return ends_[0]; }
  [[nodiscard]] std::string path() const { return "/dev/fd/" + std::to_string(descriptor()); }

 private:
  std::array<int, 2> ends_{};
};

TEST(InputFile, EndsWithAnErrorInsteadOfWaitingOnceItIsToEnd) {
  const OpenPipe silent(false);
  const OpenPipe request(true);
  const TemporaryFolder folder;
  InputFile::end_waiting_by(request.descriptor());
  EXPECT_EQ(caught([&] { read_all(silent.path()); }).file(), silent.path());
  EXPECT_EQ(read_all(folder.file("a", "what need not be waited for")),
            "what need not be waited for");
  InputFile::end_waiting_by(-1);
}

TEST(WholeFile, IsReadUpTo64Megabytes) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_whole_file(folder.file("empty", "")), "");
  EXPECT_EQ(read_whole_file(folder.file("a.gz", gzip_member(text(20000)))), text(20000));
  const auto path = folder.file("a", "");
  std::filesystem::resize_file(path, std::uint64_t{64} << 20);
  EXPECT_EQ(read_whole_file(path).size(), std::uint64_t{64} << 20);
  EXPECT_EQ(caught([] { read_whole_file("/dev/zero"); }).what(),
            std::string("/dev/zero: is too large: more than 64 MB"));
}

}  // namespace
}  // namespace htabsim
