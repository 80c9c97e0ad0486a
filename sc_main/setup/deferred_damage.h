// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

namespace htabsim {

/// What is wrong with a file that a simulated processor reads.
///
/// It must not unwind through a SystemC process, which would hide it: the file ends there, and
/// rethrow_if_any() says so after the run.
class DeferredDamage {
 public:
  /// Calls `read`; false if that found damage, now or before.
  template <class Read>
  bool is_none_after(const Read& read) {
    if (damage_) return false;
    try {
      read();
    } catch (...) {
      damage_ = std::current_exception();
    }
    return damage_ == nullptr;
  }

  void rethrow_if_any() const {
    if (damage_) std::rethrow_exception(damage_);
  }

 private:
  std::exception_ptr damage_;
};

}  // namespace htabsim
