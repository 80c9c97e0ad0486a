// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_script_line.h"

#include <charconv>
#include <utility>

#include <fmt/core.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

HtabScriptLine::HtabScriptLine(std::string text, std::string file, std::uint64_t number)
    : text_(std::move(text)), file_(std::move(file)), number_(number) {
  constexpr std::string_view kArrow = " -> ";
  std::string_view rest = text_;
  if (const auto arrow = rest.find(kArrow); arrow != std::string_view::npos) {
    result_ = rest.substr(arrow + kArrow.size());
    rest = rest.substr(0, arrow);
    if (result_.empty()) fail("nothing follows the arrow");
  }
  for (;;) {
    const std::string_view token = rest.substr(0, rest.find(' '));
    if (token.empty()) fail("tokens must be separated by one space");
    tokens_.push_back(token);
    if (token.size() == rest.size()) return;
    rest.remove_prefix(token.size() + 1);
  }
}

std::uint64_t HtabScriptLine::first_result() const {
  return parse(result_.substr(0, result_.find(' ')), 10);
}

std::uint64_t HtabScriptLine::decimal(std::size_t i, std::uint64_t most) const {
  const std::uint64_t value = parse(argument(i), 10);
  if (value > most) fail(fmt::format("{} is too large: at most {}", value, most));
  return value;
}

std::uint64_t HtabScriptLine::decimal_or_hex(std::size_t i) const {
  const std::string_view token = argument(i);
  return token.starts_with("0x") ? parse(token.substr(2), 16) : parse(token, 10);
}

std::uint64_t HtabScriptLine::hex(std::size_t i) const { return parse(argument(i), 16); }

std::vector<std::byte> HtabScriptLine::bytes(std::size_t i) const {
  const std::string_view token = argument(i);
  if (token == "-") return {};
  if (token.size() % 2 != 0) fail("an odd number of hex digits");
  std::vector<std::byte> bytes;
  bytes.reserve(token.size() / 2);
  for (std::size_t at = 0; at < token.size(); at += 2) {
    bytes.push_back(static_cast<std::byte>(parse(token.substr(at, 2), 16)));
  }
  return bytes;
}

void HtabScriptLine::fail(const std::string& what) const { throw InputError(file_, number_, what); }

std::uint64_t HtabScriptLine::parse(std::string_view digits, int base) const {
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
  if (error != std::errc{} || stop != end) {
    fail(fmt::format("`{}` is not a 64-bit {} number", digits, base == 10 ? "decimal" : "hex"));
  }
  return value;
}

}  // namespace htabsim
