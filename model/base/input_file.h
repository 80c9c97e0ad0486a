// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <streambuf>
#include <string>
#include <string_view>

namespace htabsim {

class ReadShare;

/// A file read from start to end, decompressed on the way if its first bytes are those of zstd,
/// gzip, xz or zip. Only a few blocks of it are ever in memory.
class InputFile {
 public:
  static constexpr std::uint64_t kAnyLength = std::numeric_limits<std::uint64_t>::max();
  /// The limit of a file whose contents are kept in memory: far more than any has, and little
  /// enough that one without end, as /dev/zero, is refused before memory is gone.
  static constexpr std::uint64_t kKeptBytes = std::uint64_t{64} << 20;

  /// Throws InputError if there is no such file, if it is a folder or may not be read, or if its
  /// name ends in .zst, .gz, .xz or .zip and its first bytes are those of no compressed data.
  explicit InputFile(const std::filesystem::path& path, std::uint64_t most_bytes = kAnyLength);
  /// Contents that are in memory already, under the name of the file that they are from.
  InputFile(const std::filesystem::path& path, std::string contents);

  /// What comes next, at most `bytes` of it; read() gives it all the same. It is good until the
  /// next call. Throws as read() does.
  std::string_view peek(std::size_t bytes);
  /// Fills `to` as far as the contents go. Returns the number of bytes: 0 at the end. Throws
  /// InputError if the compressed data is corrupt or ends too soon, and if the contents go on
  /// beyond the limit.
  std::size_t read(std::span<char> to);

  /// From now on a read ends with an error instead of waiting if this descriptor can be read; -1:
  /// none. Of all files.
  static void end_waiting_by(int descriptor);

  /// How much of the file has been read, which goes on changing. Null for contents in memory.
  [[nodiscard]] std::shared_ptr<const ReadShare> share() const;
  /// The file's name as it was given.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  /// Fills what is ahead, of which nothing has been given, up to so many bytes.
  void read_ahead(std::size_t bytes);
  std::size_t take(std::span<char> to);

  std::string name_;
  std::uint64_t most_bytes_;
  std::uint64_t taken_ = 0;  // of the contents, by whoever reads and by peek()
  bool compressed_ = false;
  std::unique_ptr<std::streambuf> contents_;
  std::shared_ptr<ReadShare> share_;
  std::string ahead_;  // read, but from here on not yet given:
  std::size_t ahead_given_ = 0;
};

/// The contents of a file of at most InputFile::kKeptBytes. Throws InputError.
std::string read_whole_file(const std::filesystem::path& path);

}  // namespace htabsim
