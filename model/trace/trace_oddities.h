// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "htabsim/model/trace/traced_access.h"

namespace htabsim {

/// What hardly a program does, and so may be a trace's fault, or the format's it was read in.
enum class TraceOddity : std::uint8_t {
  kNoStore,
  kNoFetch,
  kOneByte,        ///< every access is of one byte, as where a format has no sizes
  kKernelAddress,  ///< a program's access beyond its half of the address space
  kFirstPage,      ///< an access to the 4K page at address 0
  kWrap,           ///< an access round the end of the address space
  kRealInPart,     ///< real addresses are known, but not of every access
};

struct OddFinding {
  TraceOddity what = TraceOddity::kNoStore;
  std::uint64_t accesses = 0;  ///< which are odd

  friend bool operator==(const OddFinding&, const OddFinding&) = default;
};

class TraceOddities {
 public:
  void add(const TracedAccess& access) {
    ++accesses_;
    stores_ += is_store(access.kind);
    fetches_ += access.kind == TraceEventKind::kFetch;
    one_byte_ += access.size == 1;
    // A guest's dcbz is recorded before it is done: where it will be nobody knows.
    without_real_ += access.real == PlainAccess::kNoReal && access.kind != TraceEventKind::kDcbz;
    with_real_ += access.real != PlainAccess::kNoReal;
    if (access.is_translated()) add_address(access);
  }

  /// In the order of the enumerators.
  [[nodiscard]] std::vector<OddFinding> findings() const;

 private:
  static bool is_store(TraceEventKind kind) {
    return kind == TraceEventKind::kStore || kind == TraceEventKind::kModify ||
           kind == TraceEventKind::kDcbz;
  }
  void add_address(const TracedAccess& access) {
    const bool wraps = access.last() < access.ea;
    kernel_addresses_ += access.mode == GuestMode::kUser && access.ea.value() >> 63 != 0;
    first_page_ += wraps || access.ea.value() < 4096;
    wraps_ += wraps;
  }

  std::uint64_t accesses_ = 0;
  std::uint64_t stores_ = 0;
  std::uint64_t fetches_ = 0;
  std::uint64_t one_byte_ = 0;
  std::uint64_t kernel_addresses_ = 0;
  std::uint64_t first_page_ = 0;
  std::uint64_t wraps_ = 0;
  std::uint64_t with_real_ = 0;
  std::uint64_t without_real_ = 0;
};

}  // namespace htabsim
