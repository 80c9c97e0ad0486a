// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <boost/endian/arithmetic.hpp>

namespace htabsim {

/// A record of DynamoRIO's drmemtrace as it is in the file (facts T3).
struct DrmemtraceRecord {
  boost::endian::little_uint16_t type;
  boost::endian::little_uint16_t size;
  boost::endian::little_uint64_t address;
};
static_assert(sizeof(DrmemtraceRecord) == 12);
static_assert(offsetof(DrmemtraceRecord, address) == 4);

namespace drmemtrace {

inline constexpr std::uint16_t kRead = 0;
inline constexpr std::uint16_t kWrite = 1;
inline constexpr std::uint16_t kFirstPrefetch = 2;
inline constexpr std::uint16_t kLastPrefetch = 9;
inline constexpr std::uint16_t kInstruction = 10;
inline constexpr std::uint16_t kLastBranch = 16;  // from 11 on
inline constexpr std::uint16_t kBundle = 17;
inline constexpr std::uint16_t kFirstFlush = 18;
inline constexpr std::uint16_t kLastFlush = 21;
inline constexpr std::uint16_t kThread = 22;
inline constexpr std::uint16_t kThreadExit = 23;
inline constexpr std::uint16_t kProcess = 24;
inline constexpr std::uint16_t kHeader = 25;
inline constexpr std::uint16_t kFooter = 26;
inline constexpr std::uint16_t kHardwarePrefetch = 27;
inline constexpr std::uint16_t kMarker = 28;
inline constexpr std::uint16_t kNotFetched = 29;
inline constexpr std::uint16_t kSysenter = 31;
inline constexpr std::uint16_t kLaterPrefetch = 32;
inline constexpr std::uint16_t kLastLaterPrefetch = 46;
inline constexpr std::uint16_t kEncoding = 47;
inline constexpr std::uint16_t kTakenJump = 48;
inline constexpr std::uint16_t kUntakenJump = 49;

/// What a marker's size says of it.
enum class Marker : std::uint16_t {
  kProcessor = 3,
  kPhysicalAddress = 15,
  kVirtualAddress = 17,
  kPageSize = 18,
};

/// Versions of the format that are read: they have the same records.
inline constexpr std::uint64_t kFirstVersion = 3;
inline constexpr std::uint64_t kLastVersion = 6;

}  // namespace drmemtrace

}  // namespace htabsim
