// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// The accesses of a program in order, as valgrind --tool=lackey --trace-mem=yes prints them.
/// What valgrind says of itself (lines that begin with ==) is passed over.
class LackeyReader {
 public:
  explicit LackeyReader(InputFile file) : lines_(std::move(file)) {}

  /// Gives the next access; false at the end. Throws InputError with the line and what is wrong.
  bool next(PlainAccess& access);

  /// Line of the access given last.
  [[nodiscard]] std::uint64_t line_number() const { return lines_.line_number(); }
  [[nodiscard]] const std::string& file_name() const { return lines_.file_name(); }

 private:
  LineReader lines_;
};

}  // namespace htabsim
