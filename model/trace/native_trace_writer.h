// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/trace/last_touches.h"
#include "htabsim/model/trace/native_access_code.h"
#include "htabsim/model/trace/native_trace.h"
#include "htabsim/model/trace/page_touch.h"
#include "htabsim/model/trace/touched_pages.h"
#include "htabsim/model/trace/trace_writer.h"

namespace htabsim {

/// Writes htabsim's own format (docs/trace-format.md), of which a reader finds any access by the
/// index. All that a PlainAccess has is kept but its line.
class NativeTraceWriter final : public TraceWriter {
 public:
  /// Blocks of fewer accesses are for tests: a reader takes them, too.
  explicit NativeTraceWriter(std::ostream& out,
                             std::uint32_t block_accesses = native_trace::kAccessesPerBlock);

  void write(const PlainAccess& access) override;
  bool write_between(const PlainAccess& item) override;
  void finish() override;

 private:
  /// Of the access, or what else, that comes now.
  void tell_process();
  void end_block();
  void put(std::string_view bytes);

  std::ostream& out_;
  const std::uint32_t block_accesses_;
  std::uint64_t offset_ = 0;
  TouchedPages touched_;
  NativeAccessCode code_;  // of the block that is being made
  std::string payload_;
  PassedTouches touches_;
  std::uint32_t in_block_ = 0;
  std::optional<std::uint32_t> process_;  // if any was told
  bool process_is_told_ = false;          // in the block that is being made
  std::uint64_t accesses_ = 0;
  std::vector<native_trace::IndexEntry> index_;
};

}  // namespace htabsim
