// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "htabsim/model/hpt/port.h"
#include "htabsim/model/htab/entry_recorder.h"
#include "htabsim/model/htab/io_result.h"
#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

struct HtabReadOptions {
  EntryFilter filter = EntryFilter::all;
  /// Where the first pass begins; may lie outside the table (R36).
  HpteIndex start = HpteIndex(0);
  HeaderOrder header_order = HeaderOrder::kBig;
  LockBit lock_bit = LockBit::kEmitted;
  Defect defect = Defect::none;
};

/// An HTAB descriptor that is open for reading: its cursor and its pass (R12 to R36).
class HtabReader {
 public:
  explicit HtabReader(const HtabReadOptions& options) : options_(options), cursor_(options.start) {}

  /// One read(): returns whole groups from the cursor on, at most to the table's end. It spends
  /// kFdCall once, kFdEntry for each reported entry, and kFdCopy for each header and entry stored.
  IoResult read(HptPort& port, std::span<std::byte> buffer) {
    return read(port, buffer, buffer.size());
  }
  /// The same for a process that asked for `count` bytes but may store only to the first of them,
  /// `mapped`. A store beyond these is kFault, and the changes reported so far are lost (R20).
  IoResult read(HptPort& port, std::span<std::byte> mapped, std::size_t count);

  [[nodiscard]] HpteIndex cursor() const { return cursor_; }
  [[nodiscard]] ScanPass pass() const { return pass_; }

 private:
  [[nodiscard]] bool has(Defect asked) const { return options_.defect == asked; }
  [[nodiscard]] bool gives_up(HpteIndex from, HpteIndex to) const;
  IoResult end_at(HpteIndex at, std::size_t bytes);

  HtabReadOptions options_;
  HpteIndex cursor_;
  ScanPass pass_ = ScanPass::kFirst;
};

}  // namespace htabsim
