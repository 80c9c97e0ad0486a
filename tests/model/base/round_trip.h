// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>

#include "htabsim/model/base/state_archive.h"

namespace htabsim {

template <class T>
std::string saved_bytes(T& from) {
  std::ostringstream bytes;
  StateWriter(bytes) & from;
  return bytes.str();
}

/// Loads into `to`, which is as `from` was at first, what is saved of `from`; what is saved of `to`
/// is the same then.
template <class T>
bool load_saved(T& from, T& to) {
  const std::string saved = saved_bytes(from);
  std::istringstream bytes(saved);
  StateReader(bytes) & to;
  return saved_bytes(to) == saved;
}

}  // namespace htabsim
