// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/trace/qtrace_instruction.h"

namespace htabsim {

/// Decodes a qtrace, POWER's trace format, into its instructions (trace formats T1). Registers and
/// the entries of radix trees are passed over.
class QtraceDecoder {
 public:
  explicit QtraceDecoder(FileCursor cursor) : cursor_(std::move(cursor)) {}

  /// Returns false at the end. Throws InputError, with the place, for what is no such trace, a
  /// record that is cut short, flags that are not known, and page sizes that no page has.
  bool next(QtraceInstruction& instruction);

  /// File headers until now; a trace that was put together from others has some inside.
  [[nodiscard]] std::uint64_t headers() const { return headers_; }
  [[nodiscard]] const std::string& file_name() const { return cursor_.file_name(); }

 private:
  /// A page as a record has it.
  struct Page {
    std::optional<Vsid> vsid;
    std::optional<std::uint32_t> rpn;  ///< in pages of this size
    std::optional<std::uint8_t> shift;

    [[nodiscard]] bool said() const { return vsid || rpn || shift; }
  };
  /// What an instruction record begins with.
  struct Flags {
    std::uint16_t first = 0;
    std::uint16_t second = 0;
    std::uint16_t third = 0;
  };
  /// What a record says of the instruction that comes after it.
  struct Successor {
    std::optional<Ea> ea;  ///< where it is not the next in storage
    Page page;             ///< of `ea`
    Page sequential;       ///< of the next in storage, be it executed or not
  };

  [[nodiscard]] bool at_header();
  void read_header();
  std::uint16_t read_header_flags(std::uint64_t begin, Flags& flags);
  QtraceInstruction read_record();
  Flags read_flags();
  void read_main_fields(const Flags& flags, QtraceInstruction& instruction, Page& data,
                        Successor& successor);
  void read_extended_fields(const Flags& flags, Page& data, Successor& successor);
  void skip_registers();
  void skip_radix_walk(unsigned host_mode, unsigned guest_mode);
  Vsid read_vsid();
  std::uint8_t read_page_shift();
  /// Refuses a page beyond what a real address reaches.
  void check(const Page& page, std::uint64_t record_begin) const;
  static QtraceTranslation translate(std::optional<Ea> ea, const Page& page);
  void place(std::optional<Ea> ea, const Page& page);
  void advance(const Successor& successor);

  FileCursor cursor_;
  std::uint64_t headers_ = 0;
  std::uint64_t records_ = 0;
  std::uint32_t version_ = 0;
  // Of the instruction that comes next:
  std::optional<Ea> ea_;
  Page page_;
};

}  // namespace htabsim
