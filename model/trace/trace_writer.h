// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// Writes the accesses of a trace in order, in one format. The state of the stream that it was made
/// with says whether the writing succeeded.
class TraceWriter {
 public:
  TraceWriter() = default;
  TraceWriter(const TraceWriter&) = delete;
  TraceWriter& operator=(const TraceWriter&) = delete;
  virtual ~TraceWriter() = default;

  /// Throws std::domain_error for an access that the format cannot hold.
  virtual void write(const PlainAccess& access) = 0;
  /// Writes what the program does before the next access; false if the format cannot hold it.
  virtual bool write_between(const PlainAccess& /*item*/) { return false; }
  /// After the last access.
  virtual void finish() {}
};

}  // namespace htabsim
