// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

#include "htabsim/model/trace/guest_event.h"
#include "htabsim/model/trace/trace_format.h"

namespace htabsim {

enum class TraceEventKind : std::uint8_t {
  kLoad,
  kStore,
  kModify,  ///< an atomic access, or one that loads and then stores
  kDcbz,
  kFetch,
  kHcall,
  kHcallResult,
  kSlbWrite,
  kSlbInvalidate,
  kSlbInvalidateAll,
  kSprWrite,
  kInterrupt,
};
inline constexpr unsigned kTraceEventKinds = 12;

std::string_view name(TraceEventKind kind);

/// The use of pages of one size by the translated accesses of a trace, by effective address.
struct PageUse {
  std::uint64_t distinct = 0;
  std::uint64_t crossings = 0;  ///< accesses that touch two pages

  friend bool operator==(const PageUse&, const PageUse&) = default;
};

/// What one of a captured guest's processors did.
struct VcpuUse {
  std::uint64_t events = 0;
  std::uint64_t accesses = 0;

  friend bool operator==(const VcpuUse&, const VcpuUse&) = default;
};

/// What a trace consists of. Arrays are indexed by the enum's value.
struct TraceSummary {
  TraceFormat format = TraceFormat::kGuestEvents;
  std::uint64_t events = 0;
  std::uint64_t valgrind_messages = 0;  ///< passed over
  std::array<std::uint64_t, kTraceEventKinds> by_kind{};
  /// Memory accesses by mode; a plain trace has user accesses only.
  std::array<std::uint64_t, kGuestModes> by_mode{};
  std::vector<VcpuUse> vcpus{1};  ///< by number
  std::uint64_t turns = 0;        ///< of the processors of a guest that has several
  PageUse pages_4k;
  PageUse pages_64k;
  std::map<std::uint64_t, std::uint64_t> hcalls;      ///< how many of each number
  std::map<std::uint32_t, std::uint64_t> interrupts;  ///< how many at each vector
};

/// Reads a whole trace of any format. Throws InputError.
TraceSummary summarise_trace(const std::filesystem::path& path);

}  // namespace htabsim
