// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/input_file.h"

namespace htabsim {

/// Goes through a binary file from start to end, out of a block buffer. Reading beyond the end
/// throws InputError with the place.
class FileCursor {
 public:
  explicit FileCursor(InputFile file);

  /// A number of one of Boost.Endian's types, which says its size and byte order.
  template <class Number>
  auto number() {
    Number number;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number.value();
  }
  // Big-endian.
  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint64_t u64();
  /// Bytes that a number of one byte counts.
  std::string text();
  void append(std::uint64_t bytes, std::string& to);
  void skip(std::uint64_t bytes);
  /// The next bytes, good until the next call.
  std::string_view take(std::size_t bytes);

  /// The byte that comes next, which stays to be read; nothing at the end.
  std::optional<std::uint8_t> next();
  [[nodiscard]] bool at_end() { return rest(1).empty(); }
  /// What is left of the file, which stays to be read, `most` bytes of it at most.
  std::string_view rest(std::size_t most);

  /// Of the next byte in the file.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] const std::string& file_name() const { return file_.name(); }
  /// Throws InputError for what is at `position`.
  [[noreturn]] void fail_at(std::uint64_t position, const std::string& text) const;

 private:
  /// Takes so many bytes, of which `use` gets one block after the other.
  template <class Use>
  void take_blocks(std::uint64_t bytes, const Use& use);
  /// Has so many bytes in the buffer, or all that are left.
  void fill(std::size_t bytes);

  InputFile file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace htabsim
