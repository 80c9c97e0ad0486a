// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace htabsim {

inline std::string little_endian(std::uint64_t value, unsigned count) {
  std::string bytes;
  for (unsigned i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

/// A record of drmemtrace's: u16 type, u16 size, u64 address, little-endian (T3).
inline std::string drmemtrace_record(std::uint16_t type, std::uint16_t size,
                                     std::uint64_t address) {
  return little_endian(type, 2) + little_endian(size, 2) + little_endian(address, 8);
}

/// What a thread's file begins with: header, thread, process (T3).
inline std::string drmemtrace_start(std::uint64_t thread, std::uint64_t process) {
  return drmemtrace_record(25, 0, 5) + drmemtrace_record(22, 4, thread) +
         drmemtrace_record(24, 4, process);
}

/// A record of drmemtrace's schedules: u64 thread, timestamp, processor, first instruction (T3).
inline std::string drmemtrace_schedule_record(std::uint64_t thread, std::uint64_t timestamp,
                                              std::uint64_t processor, std::uint64_t first) {
  return little_endian(thread, 8) + little_endian(timestamp, 8) + little_endian(processor, 8) +
         little_endian(first, 8);
}

}  // namespace htabsim
