// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// Whether a line is one that valgrind says of itself: "==PID== ...", "--PID-- ...", "**PID** ...".
bool is_valgrind_message(std::string_view line);

/// Streams the accesses of a program, in order, from what valgrind --tool=lackey --trace-mem=yes
/// prints. Valgrind's own messages are passed over, and counted.
class LackeyReader {
 public:
  explicit LackeyReader(InputFile file) : lines_(std::move(file)) {}
  explicit LackeyReader(LineReader lines) : lines_(std::move(lines)) {}

  /// Reads the next access into `access`; returns false at the end. Throws InputError with the line
  /// and what is wrong.
  bool next(PlainAccess& access);

  [[nodiscard]] std::uint64_t messages() const { return messages_; }
  /// Line of the access given last.
  [[nodiscard]] std::uint64_t line_number() const { return lines_.line_number(); }
  [[nodiscard]] const std::string& file_name() const { return lines_.file_name(); }

 private:
  bool read(std::string_view line, PlainAccess& access);

  LineReader lines_;
  std::uint64_t messages_ = 0;
};

}  // namespace htabsim
