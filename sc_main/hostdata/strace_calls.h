// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/line_reader.h"
#include "sc_main/hostdata/strace_call.h"
#include "sc_main/hostdata/strace_line.h"

namespace htabsim {

/// A call in time. Without -T it is taken to end when its last line says so.
struct TimedCall {
  StraceCall call;
  std::uint64_t line = 0;  ///< of its result
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
};

/// The calls `ioctl`, `read`, `write` and `close` of a trace in the order in which they ended;
/// calls that other threads' lines interrupt are put together again.
class StraceCalls {
 public:
  /// Throws InputError for a file that cannot be opened; next() does for one that is too large.
  explicit StraceCalls(const std::filesystem::path& file) : lines_(InputFile(file, kMostBytes)) {}

  /// Gives the next call; false at the end. Throws InputError with the line for one that strace
  /// does not write. A last line without a newline, where the log was cut, is no call that ended.
  bool next(TimedCall& call);

  /// A call that has begun and not ended.
  struct Begun {
    std::string name;
    std::string text;
    std::int64_t time_ns = 0;
  };
  /// Those there are, at the end of the file those that never ended.
  [[nodiscard]] std::vector<Begun> unfinished() const;

  /// The last line, if the log was cut within it.
  [[nodiscard]] std::optional<std::uint64_t> cut_line() const { return cut_line_; }

  [[nodiscard]] const std::string& file_name() const { return lines_.file_name(); }
  /// Throws InputError for the line read last.
  [[noreturn]] void fail(const std::string& text) const { lines_.fail(text); }

 private:
  /// A migration's trace has some 6 KB for each read, most of them not kept.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 30;

  bool next_whole(TimedCall& call);
  /// The call of a line that was cut has begun, if the line says that much.
  void take_cut(const std::string& text);
  bool take(std::string_view text, TimedCall& call);
  bool finish(const StraceLine& line, const Begun& begun, TimedCall& call) const;
  std::optional<Begun> take_begun(const StraceLine& line);

  LineReader lines_;
  std::string interrupted_;  ///< the beginning of a line that a message of strace broke off
  std::map<std::optional<std::uint64_t>, Begun> begun_;  ///< by thread
  std::optional<std::uint64_t> cut_line_;
};

}  // namespace htabsim
