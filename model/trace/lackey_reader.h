// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Whether a line is one that valgrind says of itself: "==PID== ...", "--PID-- ...", "**PID** ...".
bool is_valgrind_message(std::string_view line);

/// Whether the first line has a letter, an address and a size as lackey's, but not its blanks.
bool looks_like_lackey_with_other_blanks(std::string_view start);

/// What becomes of lines that a program has printed in between its trace.
enum class ProgramOutput : std::uint8_t { kRefuse, kSkip };

/// Streams the accesses of a program, in order, from what valgrind --tool=lackey --trace-mem=yes
/// prints (facts T12). Valgrind's own messages and superblocks are passed over, and counted.
class LackeyReader final : public TraceReader {
 public:
  explicit LackeyReader(LineReader lines, ProgramOutput output = ProgramOutput::kRefuse)
      : lines_(std::move(lines)), output_(output) {}

  /// Whether a file that begins so is one.
  static bool recognises(std::string_view start);
  /// Whether any whole line of a file's start is one.
  static bool occurs_in(std::string_view start);

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return lines_.file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;

 private:
  /// False if the line is none after all, and may be passed over.
  bool read(std::string_view line, PlainAccessKind kind, PlainAccess& access);
  /// A line that does not begin as an access.
  void pass_over(std::string_view line);

  LineReader lines_;
  ProgramOutput output_;
  std::uint64_t messages_ = 0;
  std::uint64_t superblocks_ = 0;
  std::uint64_t printed_ = 0;
};

}  // namespace htabsim
