// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/interruption.h"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <new>
#include <system_error>
#include <tuple>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "htabsim/model/base/input_file.h"

namespace htabsim {

namespace {

volatile std::sig_atomic_t requested_by = 0;
volatile std::sig_atomic_t wakes = -1;  // a descriptor
std::atomic<std::int64_t> requested_at_ns = 0;

/// Whoever ends a group of processes, as timeout(1) does, signals each of them twice.
constexpr std::int64_t kOneRequestNs = 250'000'000;

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{1'000'000'000} * now.tv_sec + now.tv_nsec;
}

void wake(int descriptor) {
  if (descriptor == -1) return;
  const std::uint64_t once = 1;
  std::ignore = ::write(descriptor, &once, sizeof once);
}

extern "C" void request_end(int signal) {
  const int before = errno;
  if (requested_by == 0) {
    requested_at_ns = now_ns();
    requested_by = signal;
    wake(wakes);
  } else if (now_ns() - requested_at_ns > kOneRequestNs) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // once this has returned
  }
  errno = before;
}

int event_descriptor() {
  const int descriptor = ::eventfd(0, EFD_CLOEXEC);
  if (descriptor == -1) throw std::system_error(errno, std::generic_category(), "eventfd");
  return descriptor;
}

}  // namespace

Interruption::Interruption(std::function<void()> on_request) : woken_(event_descriptor()) {
  if (on_request) {
    start([this, call = std::move(on_request)] { wait_and_call(call); });
  }
  take_signals();
}

Interruption::~Interruption() {
  if (requested_by == 0) {
    sigaction(SIGINT, &interrupt_before_, nullptr);
    sigaction(SIGTERM, &terminate_before_, nullptr);
  }
  InputFile::end_waiting_by(-1);
  wakes = -1;
  wake(woken_);
  if (thread_.joinable()) thread_.join();
  ::close(woken_);
}

void Interruption::start(std::function<void()> work) {
  try {
    thread_ = std::jthread(std::move(work));
  } catch (const std::system_error&) {
    ::close(woken_);
    throw std::bad_alloc();
  }
}

void Interruption::take_signals() {
  requested_by = 0;
  wakes = woken_;
  InputFile::end_waiting_by(woken_);
  struct sigaction request = {};
  request.sa_handler = request_end;
  sigaction(SIGINT, &request, &interrupt_before_);
  sigaction(SIGTERM, &request, &terminate_before_);
}

void Interruption::wait_and_call(const std::function<void()>& on_request) const {
  pollfd waited{woken_, POLLIN, 0};
  while (::poll(&waited, 1, -1) == -1 && errno == EINTR) {
  }
  if (is_requested()) on_request();
}

bool Interruption::is_requested() { return requested_by != 0; }

void Interruption::throw_if_requested() {
  if (is_requested()) throw Interrupted();
}

ExitCode Interruption::exit_code() {
  return requested_by == SIGTERM ? ExitCode::kTerminated : ExitCode::kInterrupted;
}

}  // namespace htabsim
