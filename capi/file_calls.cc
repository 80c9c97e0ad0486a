// SPDX-License-Identifier: Apache-2.0
//
// read(), write() and close() of the process: on HTAB descriptors the model's, on others those of
// the C library. Its functions are cancellation points, so they are called where a thread that is
// cancelled in them may be unwound.
#include <cstddef>
#include <span>

#include <sys/types.h>
#include <unistd.h>

#include "capi/descriptors.h"
#include "capi/errors.h"
#include "capi/next_function.h"

namespace {

using htabsim::Descriptors;
using htabsim::NextFunction;
using htabsim::or_errno;

constinit NextFunction<ssize_t(int, void*, std::size_t)> next_read("read");
constinit NextFunction<ssize_t(int, void*, std::size_t, std::size_t)> next_read_chk("__read_chk");
constinit NextFunction<ssize_t(int, const void*, std::size_t)> next_write("write");
constinit NextFunction<int(int)> next_close("close");

}  // namespace

extern "C" {

ssize_t read(int descriptor, void* buffer, std::size_t count) {
  if (const auto file = Descriptors::find(descriptor)) {
    return or_errno([&] {
      return static_cast<ssize_t>(file->read({static_cast<std::byte*>(buffer), count}));
    });
  }
  return next_read(descriptor, buffer, count);
}

/// What read() becomes in a program compiled with _FORTIFY_SOURCE. A buffer that is too small is
/// the C library's business, which ends the program.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
ssize_t __read_chk(int descriptor, void* buffer, std::size_t count, std::size_t capacity) {
  if (count <= capacity) return read(descriptor, buffer, count);
  return next_read_chk(descriptor, buffer, count, capacity);
}

ssize_t write(int descriptor, const void* bytes, std::size_t count) {
  if (const auto file = Descriptors::find(descriptor)) {
    return or_errno([&] {
      return static_cast<ssize_t>(file->write({static_cast<const std::byte*>(bytes), count}));
    });
  }
  return next_write(descriptor, bytes, count);
}

int close(int descriptor) {
  Descriptors::forget(descriptor);
  return next_close(descriptor);
}

}  // extern "C"
