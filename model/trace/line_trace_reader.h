// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/trace/line_format.h"
#include "htabsim/model/trace/line_match.h"
#include "htabsim/model/trace/process_telling.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Streams the accesses of a trace whose lines are described fields. A line may have several, or
/// none.
class LineTraceReader final : public TraceReader {
 public:
  LineTraceReader(LineReader lines, LineFormat format);

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return lines_.file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;

 private:
  /// Reads lines until one has accesses; false at the end.
  bool read_accesses();
  void read(std::string_view line);

  LineReader lines_;
  LineFormat format_;
  LineAccesses found_;
  ProcessTelling telling_;
  std::size_t given_ = 0;  ///< of what was found
  std::uint64_t passed_over_ = 0;
  std::uint64_t end_line_ = 0;  ///< where the end mark is; 0 if it was not met
};

}  // namespace htabsim
