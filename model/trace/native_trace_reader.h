// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/trace/native_access_code.h"
#include "htabsim/model/trace/native_trace.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Streams htabsim's own format (docs/trace-format.md) from start to end, so also from a pipe. Each
/// block must agree with its checksum, and the end with what was there. The number of an access
/// stands for its line.
class NativeTraceReader final : public TraceReader {
 public:
  explicit NativeTraceReader(FileCursor cursor);

  /// Whether a file that begins so is one, of any version.
  static bool recognises(std::string_view start);

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return cursor_.file_name(); }

 private:
  /// Takes the next block; false at the end, which is then checked.
  bool take_block();
  void check_end();
  [[noreturn]] void fail(const std::string& text) const;

  FileCursor cursor_;
  std::uint64_t part_ = 0;  // where the part begins that is being read
  NativeAccessCode code_;
  std::string payload_;
  const char* next_ = nullptr;  // in the payload
  std::uint32_t left_ = 0;      // accesses of the block
  std::uint64_t given_ = 0;
  std::uint32_t blocks_ = 0;
  bool at_end_ = false;
};

}  // namespace htabsim
