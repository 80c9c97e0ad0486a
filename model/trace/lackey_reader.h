// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "model/isa/quantity.h"
#include "model/trace/input_file.h"
#include "model/trace/line_reader.h"

namespace htabsim {

enum class PlainAccessKind : std::uint8_t {
  kFetch,   ///< I
  kLoad,    ///< L
  kStore,   ///< S
  kModify,  ///< M: a load, then a store
};

/// One access of a program without any context: what a plain address trace holds.
struct PlainAccess {
  PlainAccessKind kind = PlainAccessKind::kLoad;
  std::uint32_t size = 1;  ///< bytes; may reach into the next page
  Ea ea;
};

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
