// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/trace/guest_event.h"

namespace htabsim {

/// The events of a captured guest in order, streamed from its events file: text, an event a line,
/// a letter and then fields with one blank before each, hexadecimal but for sizes.
class GuestEventReader {
 public:
  explicit GuestEventReader(InputFile file) : lines_(std::move(file)) {}

  /// Gives the next event; false at the end. Throws InputError with the line and what is wrong.
  bool next(GuestEvent& event);

  /// Line of the event given last.
  [[nodiscard]] std::uint64_t line_number() const { return lines_.line_number(); }
  [[nodiscard]] const std::string& file_name() const { return lines_.file_name(); }

 private:
  LineReader lines_;
};

}  // namespace htabsim
