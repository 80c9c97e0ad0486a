// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/trace/guest_event.h"

namespace htabsim {

/// Streams the events of a captured guest from its events file, in order. The file is text, an
/// event a line: a letter, then fields with one blank before each, hexadecimal except for sizes.
///
/// Where the guest has several processors, a line `C n` begins the turn of processor n: what comes
/// after it is that one's. The order of the lines is the order in which all of them did it.
class GuestEventReader {
 public:
  explicit GuestEventReader(InputFile file) : lines_(std::move(file)) {}
  /// `vcpus`: how many processors the guest has, if that is known.
  explicit GuestEventReader(LineReader lines, std::optional<std::size_t> vcpus = std::nullopt)
      : lines_(std::move(lines)), vcpus_(vcpus) {}

  /// Reads the next event into `event`; returns false at the end. Throws InputError with the line
  /// and what is wrong.
  bool next(GuestEvent& event);

  /// The processor whose event was given last.
  [[nodiscard]] std::uint32_t vcpu() const { return vcpu_.value_or(0); }
  /// Turns that have begun; 0 in the recording of one processor.
  [[nodiscard]] std::uint64_t turns() const { return turns_; }

  /// Line of the event given last.
  [[nodiscard]] std::uint64_t line_number() const { return lines_.line_number(); }
  [[nodiscard]] const std::string& file_name() const { return lines_.file_name(); }

 private:
  void begin_turn(std::string_view line);

  LineReader lines_;
  std::optional<std::size_t> vcpus_;
  std::optional<std::uint32_t> vcpu_;  // nothing before the first turn
  std::uint64_t turns_ = 0;
};

}  // namespace htabsim
