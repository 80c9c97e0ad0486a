// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/trace/guest_event.h"

namespace htabsim {

/// Streams the events of a captured guest from its events file, in order. The file is text, an
/// event a line: a letter, then fields with one blank before each, hexadecimal except for sizes.
class GuestEventReader {
 public:
  explicit GuestEventReader(InputFile file) : lines_(std::move(file)) {}
  explicit GuestEventReader(LineReader lines) : lines_(std::move(lines)) {}

  /// Reads the next event into `event`; returns false at the end. Throws InputError with the line
  /// and what is wrong.
  bool next(GuestEvent& event);

  /// Line of the event given last.
  [[nodiscard]] std::uint64_t line_number() const { return lines_.line_number(); }
  [[nodiscard]] const std::string& file_name() const { return lines_.file_name(); }

 private:
  LineReader lines_;
};

}  // namespace htabsim
