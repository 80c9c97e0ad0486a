// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace htabsim {

/// What a line of `strace -f -ttt` is about.
enum class StraceEvent : std::uint8_t {
  kCall,        ///< a whole call, with its result
  kUnfinished,  ///< the beginning of a call, which another thread's line or strace's end interrupts
  kResumed,     ///< the rest of one
  kOther,       ///< a signal, the end of a thread, a message of strace
};

struct StraceLine {
  std::optional<std::uint64_t> thread;  ///< nothing while strace follows one thread only
  std::int64_t time_ns = 0;             ///< since the epoch
  StraceEvent event = StraceEvent::kOther;
  std::string_view call;  ///< the call's name, but for kOther
  std::string_view text;  ///< kCall, kUnfinished: from the name on; kResumed: what goes on
};

/// Takes a line's frame apart, as strace writes it to a file (-o) or to standard error. Throws
/// FieldError if it has no time of -ttt, or if what follows is none of these events.
StraceLine parse_strace_line(std::string_view line);

/// What stands in `line` before a message that strace put in the middle of it ("strace: Process 12
/// attached"); nothing if there is no such message. The line goes on in the next one.
std::optional<std::string_view> before_strace_message(std::string_view line);

}  // namespace htabsim
