// SPDX-License-Identifier: Apache-2.0
// For ZSTD_createDCtx_advanced, which the shared library exports all the same.
#define ZSTD_STATIC_LINKING_ONLY
#include "htabsim/model/base/zstd_filter.h"

#include <cstdlib>
#include <new>
#include <stdexcept>

#include <sys/mman.h>
#include <zstd_errors.h>

namespace htabsim {

namespace {

constexpr int kMaxWindowLog = 27;
constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;

/// Memory for zstd, in huge pages if it is much. A long window is walked through from end to end,
/// and with small pages the page faults alone take longer than the decompression.
void* allocate(void*, std::size_t bytes) {
  if (bytes < kHugePageBytes) return std::malloc(bytes);
  const std::size_t rounded = (bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
  void* memory = std::aligned_alloc(kHugePageBytes, rounded);
  if (memory != nullptr) madvise(memory, rounded, MADV_HUGEPAGE);
  return memory;
}

void release(void*, void* memory) { std::free(memory); }

std::size_t checked(std::size_t result) {
  if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) throw std::bad_alloc();
  if (ZSTD_isError(result) != 0) throw std::runtime_error(ZSTD_getErrorName(result));
  return result;
}

}  // namespace

ZstdFilter::ZstdFilter()
    : context_(ZSTD_createDCtx_advanced({allocate, release, nullptr}), ZSTD_freeDCtx),
      block_(ZSTD_DStreamInSize()) {
  if (!context_) throw std::bad_alloc();
  checked(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kMaxWindowLog));
}

void ZstdFilter::decompress(ZSTD_outBuffer& out) {
  const bool at_end = in_.size == 0;
  frame_complete_ = checked(ZSTD_decompressStream(context_.get(), &out, &in_)) == 0;
  if (at_end && out.pos == 0 && !frame_complete_) {
    throw std::runtime_error("the last frame is not complete");
  }
}

}  // namespace htabsim
