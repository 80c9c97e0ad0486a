// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/htab/stream_format.h"
#include "htabsim/model/htab/stream_section_check.h"

namespace htabsim {

/// A group of a stream and its place.
struct HtabGroup {
  HtabGroupHeader header;
  std::vector<Hpte> entries;  ///< the valid ones, in the ISA 2.07 format
  std::uint64_t offset = 0;   ///< of the header's first byte in the uncompressed stream
  /// The number of its pass, from 0. A pass begins at an index below the end of the group before.
  /// Passes without groups leave no trace in a stream.
  std::uint64_t pass = 0;
  /// The number of its section, from 0; always 0 if the sections are not known.
  std::uint64_t section = 0;
};

/// Reads an HTAB stream from a file, group by group, without ever holding all of it.
class HtabStreamReader {
 public:
  /// So much of a stream is looked at to recognise it: four groups of the largest size, 65535
  /// entries.
  static constexpr std::size_t kLookAheadBytes = std::size_t{4} << 20;

  /// Without `geometry` no index is too high. Without `order` the reader recognises the headers'
  /// byte order, and throws InputError if both would do. The stream must have the `sections`, if
  /// they are given.
  explicit HtabStreamReader(InputFile file, std::optional<HptGeometry> geometry = {},
                            std::optional<HeaderOrder> order = {},
                            std::optional<StreamSections> sections = {});

  /// Reads the next group into `group`, reusing its memory; returns false at the end. Throws
  /// InputError with the byte offset for a header or body that is cut short, an empty group (R17),
  /// a group past the table's end (R42), and a stream that does not have its sections.
  bool next(HtabGroup& group);

  /// From now on no group may go beyond this table.
  void expect(const HptGeometry& geometry);

  [[nodiscard]] HeaderOrder header_order() const { return order_; }
  [[nodiscard]] const std::optional<HptGeometry>& geometry() const { return geometry_; }
  /// Null if they are not known.
  [[nodiscard]] const StreamSections* sections() const {
    return sections_ ? &sections_->sections() : nullptr;
  }
  [[nodiscard]] const std::string& file_name() const { return file_.name(); }

 private:
  HeaderOrder recognise();
  std::size_t read(std::span<std::byte> to);
  void check(const HtabGroupHeader& header) const;
  void read_body(HtabGroup& group);
  /// Throws InputError for the group that begins at `offset_`.
  [[noreturn]] void fail(const std::string& text) const;

  InputFile file_;
  std::optional<HptGeometry> geometry_;
  HeaderOrder order_ = HeaderOrder::kBig;
  std::uint64_t offset_ = 0;  ///< of the next group
  std::uint64_t pass_ = 0;
  HpteIndex last_end_;
  std::optional<StreamSectionCheck> sections_;
  std::vector<std::byte> body_;
};

}  // namespace htabsim
