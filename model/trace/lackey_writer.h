// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// Writes accesses as valgrind's lackey prints them, for LackeyReader to read. The state of the
/// stream says whether the writing succeeded.
class LackeyWriter {
 public:
  explicit LackeyWriter(std::ostream& out) : out_(out) {}

  void write(const PlainAccess& access);

 private:
  std::ostream& out_;
};

}  // namespace htabsim
