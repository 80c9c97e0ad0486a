// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <new>
#include <optional>
#include <system_error>

namespace htabsim {

/// Leaves a function of the C interface with this errno.
[[noreturn]] inline void fail(int error_number) {
  throw std::system_error(error_number, std::generic_category());
}

/// Likewise, if there is an error. The values of the model's errors are Linux's.
template <class Error>
void fail_if(const std::optional<Error>& error) {
  if (error) fail(static_cast<int>(*error));
}

/// What `call` returns, or -1 with errno set: no exception may reach a caller in C. EIO is what
/// has no number of its own.
template <class Call>
auto or_errno(Call call) noexcept -> decltype(call()) {
  try {
    return call();
  } catch (const std::system_error& error) {
    errno = error.code().value();
  } catch (const std::bad_alloc&) {
    errno = ENOMEM;
  } catch (...) {
    errno = EIO;
  }
  return -1;
}

}  // namespace htabsim
