// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// One line of a `.htab` script: `OPERATION ARGUMENT... [-> RESULT]`, tokens separated by one
/// space. Whatever does not fit the language is an InputError that names the line.
class HtabScriptLine {
 public:
  HtabScriptLine(std::string text, std::string file, std::uint64_t number);
  HtabScriptLine(const HtabScriptLine&) = delete;  // the tokens point into the text
  HtabScriptLine& operator=(const HtabScriptLine&) = delete;

  [[nodiscard]] std::string_view operation() const { return tokens_.front(); }
  [[nodiscard]] std::size_t arguments() const { return tokens_.size() - 1; }
  [[nodiscard]] std::string_view argument(std::size_t i) const { return tokens_.at(i + 1); }
  /// What follows the arrow; empty if there is no arrow.
  [[nodiscard]] std::string_view result() const { return result_; }
  /// The first token of the result as a decimal number.
  [[nodiscard]] std::uint64_t first_result() const;
  [[nodiscard]] std::uint64_t number() const { return number_; }

  /// An argument as a decimal number, at most `most`.
  [[nodiscard]] std::uint64_t decimal(std::size_t i, std::uint64_t most = ~std::uint64_t{0}) const;
  /// An argument in decimal, or in hex after 0x.
  [[nodiscard]] std::uint64_t decimal_or_hex(std::size_t i) const;
  /// An argument in hex without 0x.
  [[nodiscard]] std::uint64_t hex(std::size_t i) const;
  /// An argument as bytes in hex; `-` for none.
  [[nodiscard]] std::vector<std::byte> bytes(std::size_t i) const;

  [[noreturn]] void fail(const std::string& what) const;

 private:
  [[nodiscard]] std::uint64_t parse(std::string_view digits, int base) const;

  std::string text_;
  std::string file_;
  std::uint64_t number_;
  std::vector<std::string_view> tokens_;
  std::string_view result_;
};

}  // namespace htabsim
