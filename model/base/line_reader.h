// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/input_file.h"

namespace htabsim {

/// The lines of a file one by one, out of a block buffer.
class LineReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 64 * 1024;

  explicit LineReader(InputFile file);

  /// Gives the next line, without its newline, in `line`, which is good until the next call; false
  /// at the end. Throws InputError for a line that is too long, and for a last line without a
  /// newline: such a file was cut short, and the line's last number may be half of one.
  bool next(std::string_view& line);
  /// The same, but next() gives the line once more.
  bool peek(std::string_view& line);

  /// Whether a file begins as text does: its first block, which stays to be read, has no zero byte.
  bool begins_as_text();

  /// Number of the line given last, counted from 1.
  [[nodiscard]] std::uint64_t line_number() const { return line_number_; }
  [[nodiscard]] const std::string& file_name() const { return file_.name(); }
  /// Throws InputError for the line given last.
  [[noreturn]] void fail(const std::string& text) const;

 private:
  /// Keeps what is left of the buffer and reads more behind it; false if there is no more.
  bool refill();

  InputFile file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t line_number_ = 0;
};

}  // namespace htabsim
