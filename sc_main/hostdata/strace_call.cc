// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/strace_call.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/number_text.h"

namespace htabsim {

namespace {

constexpr std::string_view kDots = "...";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Just behind the string that begins at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  throw FieldError("the line ends within a string");
}

/// Just behind the "</dev/kvm>" of -y that begins at `at`; `at` + 1 if it is something else.
std::size_t skip_path(std::string_view text, std::size_t at) {
  const auto end = std::min(text.find(">,", at), text.find(">)", at));
  return end == text.npos ? at + 1 : end + 1;
}

/// Splits what is in a call's brackets at the commas that are not within an argument.
class ArgumentSplitter {
 public:
  explicit ArgumentSplitter(std::string_view text) : text_(text) {}

  /// From behind the opening bracket to behind the closing one, whose place is returned.
  std::size_t split(std::size_t at, std::vector<std::string>& arguments) {
    begin_ = at;
    while (at < text_.size()) {
      const char c = text_[at];
      if (c == ')' && depth_ == 0) {
        if (!trimmed(text_.substr(begin_, at - begin_)).empty()) take(at, arguments);
        return at + 1;
      }
      at = step(at, arguments);
    }
    throw FieldError("the line ends within a call's arguments");
  }

 private:
  std::size_t step(std::size_t at, std::vector<std::string>& arguments) {
    const char c = text_[at];
    if (c == '"') return skip_string(text_, at);
    if (c == '<' && is_digit(text_[at - 1])) return skip_path(text_, at);
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    if (c == ',' && depth_ == 0) take(at, arguments);
    return at + 1;
  }

  void take(std::size_t end, std::vector<std::string>& arguments) {
    arguments.emplace_back(trimmed(text_.substr(begin_, end - begin_)));
    begin_ = end + 1;
  }

  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t depth_ = 0;
};

/// "<0.000123>" at the end, of -T.
std::optional<std::int64_t> parse_duration(std::string_view text) {
  const auto open = text.rfind('<');
  if (open == text.npos || open == 0 || text[open - 1] != ' ') return std::nullopt;
  const std::string_view inside = text.substr(open + 1);
  if (inside.starts_with("unavailable")) return std::nullopt;
  const auto seconds =
      inside.ends_with('>') ? plain_number(inside.substr(0, inside.size() - 1)) : std::nullopt;
  constexpr double kNsPerS = 1e9;
  constexpr double kLongest = 1e9;
  if (!seconds || *seconds > kLongest) {
    throw FieldError(fmt::format("the duration is '{}', not seconds in <>", text.substr(open)));
  }
  return std::llround(*seconds * kNsPerS);
}

std::optional<std::int64_t> parse_result(std::string_view text) {
  if (text.starts_with('?')) return std::nullopt;
  const std::string_view word = text.substr(0, text.find_first_of(" <"));
  if (word.starts_with("0x")) return 0;
  const auto value = whole_number<std::int64_t>(word);
  if (!value) throw FieldError(fmt::format("the result is '{}', not a number", word));
  return value;
}

/// The byte of the escape whose backslash stands before `at`, which is moved behind it.
std::byte take_escape(std::string_view text, std::size_t& at) {
  const char c = at < text.size() ? text[at++] : '\0';
  const auto digits = [&](std::string_view allowed, std::size_t most, unsigned base) {
    unsigned value = 0;
    std::size_t count = 0;
    for (; count < most && at < text.size(); ++at, ++count) {
      const auto digit = allowed.find(text[at]);
      if (digit == allowed.npos) break;
      value = value * base + static_cast<unsigned>(digit);
    }
    if (count == 0 || value > 0xff) throw FieldError("a string has an escape of no byte");
    return static_cast<std::byte>(value);
  };
  if (c == 'x') return digits("0123456789abcdef", 2, 16);
  if (c >= '0' && c <= '7') {
    --at;
    return digits("01234567", 3, 8);
  }
  constexpr std::string_view kLetters = "ntrvfab\\\"";
  constexpr std::string_view kMeanings = "\n\t\r\v\f\a\b\\\"";
  const auto letter = kLetters.find(c);
  if (letter == kLetters.npos) throw FieldError("a string has an escape that is none of strace's");
  return static_cast<std::byte>(kMeanings[letter]);
}

}  // namespace

int StraceCall::descriptor() const {
  const std::string_view first = arguments.empty() ? std::string_view() : arguments.front();
  const auto number = whole_number<int>(first.substr(0, first.find('<')));
  if (!number) throw FieldError(fmt::format("the descriptor is '{}', not a number", first));
  return *number;
}

StraceCall parse_strace_call(std::string_view text) {
  StraceCall call;
  const auto open = text.find('(');
  if (open == text.npos) throw FieldError("the line ends before a call's arguments");
  call.name = text.substr(0, open);
  const std::size_t after = ArgumentSplitter(text).split(open + 1, call.arguments);
  const std::string_view outcome = trimmed(text.substr(after));
  if (!outcome.starts_with("= ")) throw FieldError("the line ends before the call's result");
  const std::string_view result = trimmed(outcome.substr(2));
  call.result = parse_result(result);
  call.duration_ns = parse_duration(result);
  return call;
}

ShownBytes parse_strace_string(std::string_view argument) {
  ShownBytes shown;
  if (argument.ends_with(kDots)) {
    shown.whole = false;
    argument.remove_suffix(kDots.size());
  }
  if (argument.size() < 2 || !argument.starts_with('"') || !argument.ends_with('"')) {
    throw FieldError(fmt::format("the bytes are '{}', not a string", argument));
  }
  const std::string_view text = argument.substr(1, argument.size() - 2);
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c == '"') throw FieldError("a quotation mark within a string");
    shown.bytes.push_back(c == '\\' ? take_escape(text, at) : static_cast<std::byte>(c));
  }
  return shown;
}

}  // namespace htabsim
