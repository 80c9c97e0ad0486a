// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/isa/storage_operation.h"
#include "htabsim/model/trace/htm_decoder.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Streams the accesses of a core from a dump of its hardware trace: each instruction's fetch, then
/// its data. `line` of an access is the 64-bit word of the file, from 1, that its instruction
/// begins with; `real` is there where the core reloaded a translation.
class HtmReader final : public TraceReader {
 public:
  explicit HtmReader(FileCursor cursor);

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return decoder_.file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;

  /// Whether a file with this start, of which 64 KiB are enough, is such a dump.
  static bool recognises(std::string_view start);

 private:
  void queue(const HtmInstruction& instruction);
  void queue_data(const HtmInstruction& instruction);
  void queue(const HtmData& data, const StorageOperation& operation, std::uint64_t record);
  void queue(const PlainAccess& access) { queue_.at(queued_++) = access; }

  HtmDecoder decoder_;
  std::array<PlainAccess, 3> queue_;  // of one instruction
  std::size_t queued_ = 0;
  std::size_t given_ = 0;
  std::uint64_t without_address_ = 0;
  std::uint64_t segments_ = 0;
  std::uint64_t unexplained_data_ = 0;
};

}  // namespace htabsim
