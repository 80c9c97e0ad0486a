// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "htabsim/model/trace/trace_writer.h"

namespace htabsim {

/// Writes accesses as valgrind's lackey prints them, for LackeyReader to read: their kinds,
/// addresses and sizes.
class LackeyWriter final : public TraceWriter {
 public:
  explicit LackeyWriter(std::ostream& out) : out_(out) {}

  void write(const PlainAccess& access) override;

 private:
  std::ostream& out_;
};

}  // namespace htabsim
