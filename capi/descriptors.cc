// SPDX-License-Identifier: Apache-2.0
#include "capi/descriptors.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "capi/errors.h"

namespace htabsim {

namespace {

/// Numbers from here on are not given out.
constexpr int kEnd = 1 << 14;

/// Apart from Descriptors because it is asked for every descriptor of the process, also before
/// static variables are initialised and in signal handlers.
constinit std::array<std::atomic<bool>, kEnd> is_htab{};

bool marked(int number) {
  return number >= 0 && number < kEnd && is_htab[static_cast<std::size_t>(number)];
}

bool still_reserved(int number) {
  const int flags = ::fcntl(number, F_GETFL);
  return flags >= 0 && (flags & O_PATH) != 0;
}

}  // namespace

Descriptors::Descriptors() : files_(kEnd) {}

Descriptors& Descriptors::of_process() {
  // Never destroyed: functions that run at exit may still read and close.
  static Descriptors& descriptors = *new Descriptors;
  return descriptors;
}

int Descriptors::add(std::shared_ptr<OpenHtab> file) {
  Descriptors& descriptors = of_process();
  const int number = ::open("/", O_PATH | O_CLOEXEC);
  if (number < 0) fail(errno);
  if (number >= kEnd) {
    ::close(number);
    fail(EMFILE);
  }
  descriptors.place(number, std::move(file));
  return number;
}

std::shared_ptr<OpenHtab> Descriptors::find(int number) noexcept {
  if (!marked(number)) return nullptr;
  auto file = of_process().at(number);
  if (!file || still_reserved(number)) return file;
  of_process().take_away(number, file);
  return nullptr;
}

void Descriptors::forget(int number) noexcept {
  if (!marked(number)) return;
  // Destroyed here, outside the lock, if no call on it is in progress.
  const auto file = of_process().at(number);
  of_process().take_away(number, file);
}

std::shared_ptr<OpenHtab> Descriptors::at(int number) {
  const std::lock_guard lock(mutex_);
  return files_[static_cast<std::size_t>(number)];
}

void Descriptors::place(int number, std::shared_ptr<OpenHtab> file) {
  const auto at = static_cast<std::size_t>(number);
  const std::lock_guard lock(mutex_);
  files_[at].swap(file);  // a file there was closed behind our back
  is_htab[at] = true;
}

void Descriptors::take_away(int number, const std::shared_ptr<OpenHtab>& file) {
  const auto at = static_cast<std::size_t>(number);
  const std::lock_guard lock(mutex_);
  if (files_[at] != file) return;
  files_[at] = nullptr;
  is_htab[at] = false;
}

}  // namespace htabsim
