// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/trace/htm_instruction.h"

namespace htabsim {

/// What a hardware trace had besides instructions.
struct HtmCounts {
  std::uint64_t stamps = 0;
  std::uint64_t losses = 0;  ///< stamps that say that records were dropped
  std::uint64_t walks = 0;
  std::uint64_t invalid_instructions = 0;  ///< that the hardware marked so
  std::uint64_t cut_records = 0;           ///< what they had to tell was not all there
  std::uint64_t senseless_words = 0;

  friend bool operator==(const HtmCounts&, const HtmCounts&) = default;
};

/// Goes through a dump of the Core Hardware Trace Macro of POWER8 or POWER10 (trace-formats T2).
/// What is damaged is passed over and counted, and of a record that ends too soon what it tells is
/// given; after that, an instruction has no address until the dump tells one anew.
class HtmDecoder {
 public:
  explicit HtmDecoder(FileCursor cursor);

  /// Reads the next instruction; returns false at the end. Throws InputError if more than
  /// half of the first words make no sense.
  bool next(HtmInstruction& instruction);

  [[nodiscard]] const HtmCounts& counts() const { return counts_; }
  [[nodiscard]] const std::string& file_name() const { return cursor_.file_name(); }
  /// Whether the word is a stamp, or a record begins with it.
  static bool makes_sense(std::uint64_t word);

 private:
  enum class Outcome : std::uint8_t { kInstruction, kNothing, kSenseless };

  /// The word that comes next, which stays to be read, once the stamps before it are passed.
  std::optional<std::uint64_t> peek();
  void accept();
  /// Takes the word that comes next if `read` makes something of it.
  template <class Read>
  auto due(Read read) -> decltype(read(std::uint64_t{}));

  Outcome read_record(std::uint64_t head, HtmInstruction& instruction);
  Outcome read_power8(std::uint64_t head, HtmInstruction& instruction);
  bool read_power8_words(std::uint64_t head, HtmInstruction& instruction);
  bool read_power8_data(std::uint64_t head, HtmInstruction& instruction);
  Outcome read_power10(std::uint64_t head, HtmInstruction& instruction);
  bool read_power10_words(std::uint64_t head, HtmInstruction& instruction);
  bool read_power10_data(std::uint64_t head, HtmInstruction& instruction);
  void read_line();
  void pass_walk();

  void note_stamp(std::uint64_t word);
  void note_cut();
  void skip_zero_word();
  void note_senseless(std::uint64_t position);
  void forget_addresses();
  [[noreturn]] void fail() const;

  FileCursor cursor_;
  HtmCounts counts_;
  std::uint64_t zero_words_ = 0;  // in a row, until now
  std::uint64_t words_ = 0;       // without zeros between records
  std::uint64_t first_senseless_ = 0;
  std::optional<Ea> following_;      // POWER8: after the last instruction
  std::optional<Ea> line_;           // POWER10: the 128 bytes that instructions are from
  std::optional<HtmRealPage> page_;  // POWER10: of the next instruction
};

}  // namespace htabsim
