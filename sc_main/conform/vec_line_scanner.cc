// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_line_scanner.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

VecLineScanner::VecLineScanner(std::string text, std::string file, std::uint64_t number)
    : text_(std::move(text)), file_(std::move(file)), number_(number) {
  std::string_view rest = text_;
  for (;;) {
    const std::string_view token = rest.substr(0, rest.find(' '));
    if (token.empty()) fail("tokens must be separated by one space");
    tokens_.push_back(token);
    if (token.size() == rest.size()) return;
    rest.remove_prefix(token.size() + 1);
  }
}

std::string_view VecLineScanner::word() {
  if (at_end()) fail("the line ends too soon");
  return tokens_[next_++];
}

bool VecLineScanner::accept(std::string_view token) {
  if (at_end() || tokens_[next_] != token) return false;
  ++next_;
  return true;
}

void VecLineScanner::expect(std::string_view token) {
  if (!accept(token)) fail(fmt::format("`{}` must stand here", token));
}

bool VecLineScanner::has(std::string_view key) const {
  if (at_end()) return false;
  const std::string_view token = tokens_[next_];
  return token.size() > key.size() && token.starts_with(key) && token[key.size()] == '=';
}

std::string_view VecLineScanner::text(std::string_view key) {
  if (!has(key)) fail(fmt::format("`{}=` must stand here", key));
  return tokens_[next_++].substr(key.size() + 1);
}

std::uint64_t VecLineScanner::hex(std::string_view key) { return parse_hex(text(key)); }

std::uint64_t VecLineScanner::hex(std::string_view key, std::uint64_t most) {
  const std::uint64_t value = hex(key);
  if (value > most) fail(fmt::format("{}={:x} is too large: at most {:x}", key, value, most));
  return value;
}

std::int64_t VecLineScanner::decimal(std::string_view key, std::int64_t least, std::int64_t most) {
  const std::string_view digits = text(key);
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, 10);
  if (error != std::errc{} || stop != end || value < least || value > most) {
    fail(fmt::format("{}= is not a decimal number from {} to {}", key, least, most));
  }
  return value;
}

MaskedValue VecLineScanner::masked(std::string_view key) { return parse_masked(text(key)); }

MaskedValue VecLineScanner::masked_word() { return parse_masked(word()); }

std::vector<std::uint64_t> VecLineScanner::list(std::string_view key, std::size_t count) {
  std::vector<std::uint64_t> values;
  std::string_view rest = text(key);
  for (;;) {
    const std::string_view item = rest.substr(0, rest.find(','));
    values.push_back(parse_hex(item));
    if (item.size() == rest.size()) break;
    rest.remove_prefix(item.size() + 1);
  }
  if (values.size() != count) fail(fmt::format("{}= must be {} numbers", key, count));
  return values;
}

void VecLineScanner::finish() const {
  if (!at_end()) fail(fmt::format("`{}` is one token too many", tokens_[next_]));
}

void VecLineScanner::fail(const std::string& what) const { throw InputError(file_, number_, what); }

std::uint64_t VecLineScanner::parse_hex(std::string_view digits) const {
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
  if (error != std::errc{} || stop != end) {
    fail(fmt::format("`{}` is not a 64-bit hex number", digits));
  }
  return value;
}

MaskedValue VecLineScanner::parse_masked(std::string_view text) const {
  if (text == "*") return {0, 0};
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {parse_hex(text)};
  return {parse_hex(text.substr(0, colon)), parse_hex(text.substr(colon + 1))};
}

}  // namespace htabsim
