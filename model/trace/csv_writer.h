// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "htabsim/model/trace/trace_writer.h"

namespace htabsim {

/// Writes a table with a column for all that an access has, as the line format "csv" reads it. What
/// is not known is empty.
class CsvWriter final : public TraceWriter {
 public:
  explicit CsvWriter(std::ostream& out);

  void write(const PlainAccess& access) override;
  bool write_between(const PlainAccess& item) override;

 private:
  std::ostream& out_;
};

}  // namespace htabsim
