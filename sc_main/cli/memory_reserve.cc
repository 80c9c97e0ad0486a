// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/memory_reserve.h"

#include <atomic>
#include <cstddef>
#include <new>

namespace htabsim {

namespace {

constexpr std::size_t kReserveBytes = std::size_t{1} << 20;

std::atomic<std::byte*> reserve{nullptr};

// Threads may run out of memory at once.
[[noreturn]] void give_back() {
  delete[] reserve.exchange(nullptr);
  throw std::bad_alloc();
}

}  // namespace

void keep_memory_reserve() {
  reserve = new std::byte[kReserveBytes];
  std::set_new_handler(give_back);
}

}  // namespace htabsim
