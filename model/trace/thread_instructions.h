// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Goes through a thread's trace by the numbers of its instructions, from 0. The data accesses of
/// an instruction stand behind its fetch.
class ThreadInstructions {
 public:
  explicit ThreadInstructions(std::unique_ptr<TraceReader> reader) : reader_(std::move(reader)) {}

  /// Reads the next access of an instruction before `end`. Returns false if there is no more, or
  /// the next one is of `end`. Throws as the reader does.
  bool next(PlainAccess& access, std::uint64_t end);
  /// Reads on until the next access is of instruction `first`; at the trace's end if it has fewer.
  void skip_to(std::uint64_t first);

  /// How many instructions there were until now.
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  std::unique_ptr<TraceReader> reader_;
  std::uint64_t count_ = 0;
  PlainAccess ahead_;      // the fetch of instruction `count_`,
  bool is_ahead_ = false;  // if it has been read
};

}  // namespace htabsim
