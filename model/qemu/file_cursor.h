// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "htabsim/model/base/input_file.h"

namespace htabsim {

/// Goes through a file that QEMU wrote: big-endian numbers, and bytes. Reading beyond the end
/// throws InputError.
class FileCursor {
 public:
  explicit FileCursor(InputFile file) : file_(std::move(file)) {}

  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint64_t u64();
  /// Bytes that a number of one byte counts.
  std::string text();
  void append(std::uint64_t bytes, std::string& to);
  void skip(std::uint64_t bytes);

  /// The byte that comes next, which stays to be read; nothing at the end.
  std::optional<std::uint8_t> next();
  /// What is left of the file, which stays to be read, `most` bytes of it at most.
  std::string_view rest(std::size_t most) { return file_.peek(most); }

  /// Of the next byte in the file.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] const std::string& file_name() const { return file_.name(); }
  /// Throws InputError for what is at `position`.
  [[noreturn]] void fail_at(std::uint64_t position, const std::string& text) const;

 private:
  template <class Big>
  auto number();
  void take(char* to, std::size_t bytes);

  InputFile file_;
  std::uint64_t position_ = 0;
};

}  // namespace htabsim
