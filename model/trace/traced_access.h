// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "htabsim/model/trace/guest_event.h"
#include "htabsim/model/trace/plain_access.h"

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

/// What the accesses of plain traces and of captured guests have in common.
struct TracedAccess {
  /// For `thread` and `processor`: the trace does not say.
  static constexpr std::uint32_t kNobody = 0xffff'ffff;

  TraceEventKind kind = TraceEventKind::kLoad;
  GuestMode mode = GuestMode::kUser;  ///< that of a plain trace's
  std::uint8_t page_shift = 0;        ///< of the page that it was in; 0 if the trace does not say
  std::uint32_t size = 1;             ///< bytes, of which there are kMaxAccessBytes at most
  Ea ea{};
  GuestReal real = PlainAccess::kNoReal;
  std::uint32_t thread = kNobody;
  std::uint32_t processor = kNobody;

  /// Where the last byte is: before `ea` if the access goes round the end of the address space.
  [[nodiscard]] Ea last() const { return ea + (size - 1); }
  [[nodiscard]] bool has_thread() const { return thread != kNobody; }
  [[nodiscard]] bool has_processor() const { return processor != kNobody; }
  [[nodiscard]] bool is_translated() const { return mode != GuestMode::kKernelReal; }
};

TracedAccess traced(const MemoryAccess& access, std::uint32_t vcpu);
TracedAccess traced(const PlainAccess& access);

}  // namespace htabsim
