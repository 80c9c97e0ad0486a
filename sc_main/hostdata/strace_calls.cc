// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/strace_calls.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/cut_line.h"
#include "htabsim/model/base/field_scanner.h"

namespace htabsim {

namespace {

bool is_wanted(std::string_view name) {
  constexpr std::array<std::string_view, 4> kWanted = {"ioctl", "read", "write", "close"};
  return std::ranges::find(kWanted, name) != kWanted.end();
}

}  // namespace

bool StraceCalls::next(TimedCall& call) {
  if (cut_line_) return false;
  try {
    return next_whole(call);
  } catch (const CutLine& cut) {
    cut_line_ = cut.line();
    take_cut(interrupted_ + cut.begin());
    return false;
  }
}

bool StraceCalls::next_whole(TimedCall& call) {
  for (std::string_view line; lines_.next(line);) {
    if (const auto before = before_strace_message(line)) {
      interrupted_ += *before;
      if (interrupted_.size() > LineReader::kMaxLineBytes) lines_.fail("the line is too long");
      continue;
    }
    const std::string whole = std::exchange(interrupted_, {}) + std::string(line);
    try {
      if (take(whole, call)) return true;
    } catch (const FieldError& error) {
      lines_.fail(error.what());
    }
  }
  return false;
}

void StraceCalls::take_cut(const std::string& text) {
  try {
    const StraceLine line = parse_strace_line(text);
    const bool begins = line.event == StraceEvent::kCall || line.event == StraceEvent::kUnfinished;
    if (!begins || !is_wanted(line.call)) return;
    begun_[line.thread] = {std::string(line.call), std::string(line.text), line.time_ns};
  } catch (const FieldError&) {
    return;  // not even that
  }
}

std::vector<StraceCalls::Begun> StraceCalls::unfinished() const {
  std::vector<Begun> calls;
  for (const auto& [thread, begun] : begun_) calls.push_back(begun);
  return calls;
}

bool StraceCalls::take(std::string_view text, TimedCall& call) {
  const StraceLine line = parse_strace_line(text);
  if (line.event == StraceEvent::kOther || !is_wanted(line.call)) return false;
  const Begun here{std::string(line.call), std::string(line.text), line.time_ns};
  switch (line.event) {
    case StraceEvent::kUnfinished:
      begun_[line.thread] = here;
      return false;
    case StraceEvent::kResumed: {
      auto begun = take_begun(line);
      if (!begun) {
        throw FieldError(
            fmt::format("{} goes on here, but no line before has its beginning", line.call));
      }
      begun->text += line.text;
      return finish(line, *begun, call);
    }
    default:
      return finish(line, here, call);
  }
}

bool StraceCalls::finish(const StraceLine& line, const Begun& begun, TimedCall& call) const {
  call.call = parse_strace_call(begun.text);
  call.line = lines_.line_number();
  call.begin_ns = begun.time_ns;
  call.end_ns = call.call.duration_ns ? begun.time_ns + *call.call.duration_ns
                                      : std::max(begun.time_ns, line.time_ns);
  return true;
}

// strace leaves the thread's number out while it follows one thread only, so the two halves of a
// call may differ in that one has it and the other has not.
std::optional<StraceCalls::Begun> StraceCalls::take_begun(const StraceLine& line) {
  auto found = begun_.find(line.thread);
  if (found == begun_.end() || found->second.name != line.call) {
    const auto same_call = [&](const auto& entry) {
      return entry.second.name == line.call && (!line.thread || !entry.first);
    };
    if (std::ranges::count_if(begun_, same_call) != 1) return std::nullopt;
    found = std::ranges::find_if(begun_, same_call);
  }
  Begun begun = std::move(found->second);
  begun_.erase(found);
  return begun;
}

}  // namespace htabsim
