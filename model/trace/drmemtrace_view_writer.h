// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>

#include "htabsim/model/trace/trace_writer.h"

namespace htabsim {

/// Writes the text that drmemtrace's view tool prints of accesses (facts T6). A modification is a
/// read and a write there; processors and real addresses are not kept.
class DrmemtraceViewWriter final : public TraceWriter {
 public:
  explicit DrmemtraceViewWriter(std::ostream& out) : out_(out) {}

  void write(const PlainAccess& access) override;

 private:
  void write_data(const char* what, const PlainAccess& access);

  std::ostream& out_;
  std::uint64_t records_ = 0;
  std::uint64_t instructions_ = 0;
  Ea pc_;  // of the last instruction
};

}  // namespace htabsim
