// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <streambuf>
#include <string>

namespace htabsim {

/// A file read from start to end, decompressed on the way if its first bytes are those of zstd,
/// gzip or xz. Only a few blocks of it are ever in memory.
class InputFile {
 public:
  /// Throws InputError if there is no such file, if it is a folder or may not be read, or if its
  /// name ends in .zst, .gz or .xz and its first bytes are those of no compressed data.
  explicit InputFile(const std::filesystem::path& path);

  /// Fills `to` as far as the contents go. Returns the number of bytes: 0 at the end. Throws
  /// InputError if the compressed data is corrupt or ends too soon.
  std::size_t read(std::span<char> to);

  /// The file's name as it was given.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  bool compressed_ = false;
  std::unique_ptr<std::streambuf> contents_;
};

}  // namespace htabsim
