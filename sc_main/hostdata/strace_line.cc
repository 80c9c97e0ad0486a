// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/strace_line.h"

#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/number_text.h"

namespace htabsim {

namespace {

constexpr std::string_view kUnfinished = "<unfinished ...>";
constexpr std::string_view kDetached = "<detached ...>";
constexpr std::string_view kResumes = "<... ";
constexpr std::string_view kResumed = " resumed>";
constexpr std::string_view kMessage = "strace: ";

/// Takes the next word, and the blanks behind it, from the front.
std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return word;
}

std::uint64_t thread_number(std::string_view word) {
  const auto number = whole_number<std::uint64_t>(word);
  if (!number) throw FieldError(fmt::format("the thread is '{}', not a number", word));
  return *number;
}

/// "[pid 12] ", "12 ", or nothing.
std::optional<std::uint64_t> take_thread(std::string_view& text) {
  constexpr std::string_view kPid = "[pid ";
  if (text.starts_with(kPid)) {
    const auto close = text.find(']');
    if (close == text.npos) throw FieldError("the line ends within the thread's number");
    const auto thread = thread_number(trimmed(text.substr(kPid.size(), close - kPid.size())));
    text = trimmed(text.substr(close + 1));
    return thread;
  }
  const std::string_view word = text.substr(0, text.find(' '));
  if (word.find('.') != word.npos || word.find(':') != word.npos) return std::nullopt;
  return thread_number(take_word(text));
}

/// Seconds with six or nine decimals.
std::int64_t take_time(std::string_view& text) {
  const std::string_view word = take_word(text);
  const auto dot = word.find('.');
  const std::string_view decimals = dot == word.npos ? "" : word.substr(dot + 1);
  const auto seconds = whole_number<std::uint32_t>(word.substr(0, dot));
  const auto fraction = whole_number<std::uint32_t>(decimals);
  if (!seconds || !fraction || (decimals.size() != 6 && decimals.size() != 9)) {
    throw FieldError(fmt::format("'{}' is no time of `strace -ttt`", word));
  }
  constexpr std::int64_t kNsPerS = 1'000'000'000;
  const std::int64_t unit = decimals.size() == 6 ? 1000 : 1;
  return *seconds * kNsPerS + *fraction * unit;
}

bool is_name(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_?") == text.npos;
}

void take_resumed(StraceLine& line, std::string_view text) {
  const auto end = text.find(kResumed);
  if (end == text.npos) throw FieldError("the line ends within \"<... resumed>\"");
  line.call = text.substr(kResumes.size(), end - kResumes.size());
  line.text = text.substr(end + kResumed.size());
  line.event = line.text.ends_with(kDetached) ? StraceEvent::kOther : StraceEvent::kResumed;
}

void take_call(StraceLine& line, std::string_view text) {
  const auto open = text.find('(');
  line.call = text.substr(0, open);
  if (open == text.npos || !is_name(line.call)) {
    throw FieldError("neither a call nor a signal nor the end of a thread");
  }
  line.event = StraceEvent::kCall;
  line.text = text;
  for (const std::string_view end : {kUnfinished, kDetached}) {
    if (!text.ends_with(end)) continue;
    line.event = StraceEvent::kUnfinished;
    line.text.remove_suffix(end.size());
  }
}

}  // namespace

StraceLine parse_strace_line(std::string_view line) {
  StraceLine result;
  std::string_view rest = trimmed(line);
  if (rest.empty() || rest.starts_with(kMessage)) return result;
  result.thread = take_thread(rest);
  result.time_ns = take_time(rest);
  if (rest.empty()) throw FieldError("the line ends after its time");
  if (rest.starts_with("--- ") || rest.starts_with("+++ ")) return result;
  if (rest.starts_with(kResumes)) {
    take_resumed(result, rest);
  } else {
    take_call(result, rest);
  }
  return result;
}

std::optional<std::string_view> before_strace_message(std::string_view line) {
  const auto at = line.rfind("strace: Process ");
  if (at == line.npos) return std::nullopt;
  if (!line.ends_with(" attached") && !line.ends_with(" detached")) return std::nullopt;
  return line.substr(0, at);
}

}  // namespace htabsim
