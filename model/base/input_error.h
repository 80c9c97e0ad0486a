// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace htabsim {

/// The input is at fault: a file, a line of it, and what is wrong there. what() is
/// "FILE:LINE: text", or "FILE: text" where no line is to blame.
class InputError : public std::runtime_error {
 public:
  /// For `line`: the fault is in no particular line.
  static constexpr std::uint64_t kNoLine = 0;

  /// Lines count from 1.
  InputError(const std::string& file, std::uint64_t line, const std::string& text)
      : std::runtime_error(where(file, line) + ": " + text),
        file_(file),
        line_(line),
        text_(text) {}

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::uint64_t line() const { return line_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static std::string where(const std::string& file, std::uint64_t line) {
    return line == kNoLine ? file : file + ":" + std::to_string(line);
  }

  std::string file_;
  std::uint64_t line_;
  std::string text_;
};

}  // namespace htabsim
