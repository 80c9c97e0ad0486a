// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "htabsim/model/guest/no_progress.h"

namespace htabsim {

/// A fault that the guest's kernel has no answer to. what() says why.
class UnservedFault final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An access that the guest's kernel cannot serve, so that its program does not go on. what() names
/// it and says why.
class UnservedAccess final : public NoProgress {
 public:
  UnservedAccess(std::uint64_t line, const std::string& text) : NoProgress(text), line_(line) {}

  /// Of the trace (PlainAccess::line).
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  std::uint64_t line_;
};

}  // namespace htabsim
