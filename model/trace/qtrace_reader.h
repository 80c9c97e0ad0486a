// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/trace/plain_access.h"
#include "htabsim/model/trace/qtrace_decoder.h"
#include "htabsim/model/trace/qtrace_instruction.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Streams the accesses of a qtrace: of each instruction its fetch, then what it loads or stores.
/// `line` of an access is the number of its record among the instruction records.
class QtraceReader final : public TraceReader {
 public:
  explicit QtraceReader(FileCursor cursor) : decoder_(std::move(cursor)) {}

  /// Whether a file that begins so is a qtrace. Bytes that are too few to tell are none.
  static bool recognises(std::string_view start);

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return decoder_.file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;

 private:
  /// What the instruction does to storage, if it does and the trace says where.
  std::optional<PlainAccess> data_access(const QtraceInstruction& instruction);

  QtraceDecoder decoder_;
  std::optional<PlainAccess> data_;  // of the instruction whose fetch was given last
  std::uint64_t unplaced_fetches_ = 0;
  std::uint64_t unplaced_data_ = 0;
  std::uint64_t other_data_ = 0;
};

}  // namespace htabsim
