// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// A hexadecimal number of which only the bits of a mask count: `X` or `X:M`; `*` is mask 0.
struct MaskedValue {
  std::uint64_t value = 0;
  std::uint64_t mask = ~std::uint64_t{0};
};

/// Takes a line of a `.vec` file apart token by token; tokens are separated by one space. Whatever
/// does not fit is an InputError that names the line.
class VecLineScanner {
 public:
  VecLineScanner(std::string text, std::string file, std::uint64_t number);
  VecLineScanner(const VecLineScanner&) = delete;  // the tokens point into the text
  VecLineScanner& operator=(const VecLineScanner&) = delete;

  [[nodiscard]] std::uint64_t number() const { return number_; }
  /// The next token, whatever it is.
  std::string_view word();
  /// Takes the next token if it is `token`; says whether it was.
  bool accept(std::string_view token);
  void expect(std::string_view token);

  /// Whether the next token is `key=...`.
  [[nodiscard]] bool has(std::string_view key) const;
  /// What stands behind `key=`, which must be the next token.
  std::string_view text(std::string_view key);
  std::uint64_t hex(std::string_view key);
  std::uint64_t hex(std::string_view key, std::uint64_t most);
  std::int64_t decimal(std::string_view key, std::int64_t least, std::int64_t most);
  MaskedValue masked(std::string_view key);
  /// `key=a,b,...`: exactly `count` numbers.
  std::vector<std::uint64_t> list(std::string_view key, std::size_t count);
  /// The next token as `X`, `X:M` or `*`.
  MaskedValue masked_word();

  [[nodiscard]] bool at_end() const { return next_ == tokens_.size(); }
  void finish() const;
  [[noreturn]] void fail(const std::string& what) const;

 private:
  [[nodiscard]] std::uint64_t parse_hex(std::string_view digits) const;
  [[nodiscard]] MaskedValue parse_masked(std::string_view text) const;

  std::string text_;
  std::string file_;
  std::uint64_t number_;
  std::vector<std::string_view> tokens_;
  std::size_t next_ = 0;
};

}  // namespace htabsim
