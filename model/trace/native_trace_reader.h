// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/trace/native_access_code.h"
#include "htabsim/model/trace/native_touch_code.h"
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
  /// Passes over whole blocks by what stands before their payloads, which are not looked at. Tells
  /// no touch but those that no access before has had, be it skipped or read.
  std::uint64_t skip(std::uint64_t count, PassedTouches& touches) override;
  [[nodiscard]] const std::string& file_name() const override { return cursor_.file_name(); }

 private:
  /// Takes the next block but for its payload; false at the end, which is then checked.
  bool take_head();
  void check_head() const;
  void take_touches();
  void take_payload();
  /// Whether something of the block has not been given, if only behind its last access.
  [[nodiscard]] bool is_amid_block() const { return left_ != 0 || next_ != end_; }
  /// The same of the file; takes the next block if need be.
  bool has_more() { return is_amid_block() || take_head(); }
  /// Passes over what is left of the block, and gives how many accesses that were.
  std::uint64_t pass_block(LastTouches& last);
  /// Passes over some of the accesses that are left of the block.
  std::uint64_t pass_accesses(std::uint64_t count, LastTouches& last);
  void check_end();
  [[noreturn]] void fail(const std::string& text) const;

  FileCursor cursor_;
  std::uint64_t part_ = 0;  // where the part begins that is being read
  native_trace::BlockHeader head_{};
  native_trace::BlockTouches touches_;  // of the block
  std::size_t touch_ = 0;               // which of the first ones comes next
  NativeAccessCode code_;
  std::string payload_;
  const char* next_ = nullptr;  // in the payload; null as long as that is not taken
  const char* end_ = nullptr;   // of the payload; null with it
  std::uint32_t left_ = 0;      // accesses of the block
  std::uint64_t given_ = 0;
  std::uint32_t process_ = 0;  // that was told last
  std::uint32_t blocks_ = 0;
  bool at_end_ = false;
};

}  // namespace htabsim
