// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// The longest access that a trace can have, in bytes.
inline constexpr std::uint32_t kMaxAccessBytes = 4096;

enum class PlainAccessKind : std::uint8_t {
  kFetch,   ///< I
  kLoad,    ///< L
  kStore,   ///< S
  kModify,  ///< M: a load, then a store
  // What a program does between accesses. The address is the number of a process.
  kProcess,  ///< what comes then is of that process; of 0 at the beginning
  kFork,     ///< that one begins as a copy of the process whose accesses these are
  kExit,     ///< that one ends
};

/// Whether it is an access, and not between two of them.
constexpr bool is_access(PlainAccessKind kind) { return kind <= PlainAccessKind::kModify; }

/// "fetch", "load", "store", "modify", "process", "fork" or "exit".
constexpr std::string_view name(PlainAccessKind kind) {
  constexpr std::string_view kNames[] = {"fetch",   "load", "store", "modify",
                                         "process", "fork", "exit"};
  return kNames[static_cast<std::size_t>(kind)];
}

/// One access of a program, and what its trace says of where it was made; or what the program does
/// between two.
struct PlainAccess {
  /// For `real`: the trace does not say.
  static constexpr GuestReal kNoReal{std::numeric_limits<std::uint64_t>::max()};
  /// For `processor`: the same.
  static constexpr std::uint16_t kNoProcessor = std::numeric_limits<std::uint16_t>::max();

  PlainAccessKind kind = PlainAccessKind::kLoad;
  std::uint8_t page_shift = 0;  ///< of the page that it was in; 0 if the trace does not say
  std::uint16_t size = 1;       ///< bytes; may reach into the next page
  std::uint32_t thread = 0;     ///< the trace's number of it; 0 if it has none
  Ea ea{};
  GuestReal real = kNoReal;     ///< where `ea` was
  std::uint64_t line : 48 = 0;  ///< of its file, or the record; 0 if it is from none
  std::uint64_t processor : 16 = kNoProcessor;

  /// Of what is no access.
  [[nodiscard]] std::uint32_t process() const { return static_cast<std::uint32_t>(ea.value()); }

  friend bool operator==(const PlainAccess&, const PlainAccess&) = default;
};
static_assert(sizeof(PlainAccess) == 32);

}  // namespace htabsim
