// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include <dlfcn.h>

namespace htabsim {

/// The C library's function of a name that this library defines too: the next one that the dynamic
/// linker finds. Usable before static variables are initialised and in signal handlers.
template <class Function>
class NextFunction {
 public:
  /// `name` must outlive this.
  constexpr explicit NextFunction(const char* name) : name_(name) {}

  template <class... Arguments>
  auto operator()(Arguments... arguments) {
    return find()(arguments...);
  }

 private:
  Function* find() {
    Function* function = function_.load(std::memory_order_relaxed);
    if (!function) {
      function = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name_));
      function_.store(function, std::memory_order_relaxed);
    }
    return function;
  }

  const char* name_;
  std::atomic<Function*> function_ = nullptr;
};

}  // namespace htabsim
