// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/model/htab/stream_bytes.h"

// Pieces of a migration file of QEMU's, put together as its writer does (migration/savevm.c,
// migration/ram.c, hw/ppc/spapr.c).

namespace htabsim::qemu {

inline std::string number(std::uint64_t value, unsigned bytes) {
  std::string text;
  for (unsigned shift = 8 * bytes; shift != 0; shift -= 8) {
    text += static_cast<char>(value >> (shift - 8) & 0xff);
  }
  return text;
}
inline std::string u8(std::uint64_t value) { return number(value, 1); }
inline std::string u16(std::uint64_t value) { return number(value, 2); }
inline std::string u32(std::uint64_t value) { return number(value, 4); }
inline std::string u64(std::uint64_t value) { return number(value, 8); }
inline std::string text(std::string_view what) { return u8(what.size()) + std::string(what); }

inline std::string start() { return "QEVM" + u32(3); }
inline std::string configuration(const std::string& subsections = {}) {
  return u8(0x07) + u32(13) + "pseries-7.2xx" + subsections;
}
inline std::string subsection(std::string_view name, const std::string& contents) {
  return u8(0x05) + text(name) + u32(1) + contents;
}

inline std::string footer(std::uint32_t id) { return u8(0x7e) + u32(id); }
/// Section types: 1 START, 4 FULL.
inline std::string named_section(unsigned type, std::uint32_t id, std::string_view name,
                                 const std::string& contents, std::uint32_t instance = 0) {
  return u8(type) + u32(id) + text(name) + u32(instance) + u32(1) + contents;
}
/// 2 PART, 3 END.
inline std::string section(unsigned type, std::uint32_t id, const std::string& contents) {
  return u8(type) + u32(id) + contents;
}

inline const std::string kRamEnd = u64(0x10);
inline std::string ram_blocks(const std::string& more_each = {}) {
  return u64(0x20000 | 0x04) + text("ppc_spapr.ram") + u64(0x10000) + more_each + text("vga") +
         u64(0x10000) + more_each + kRamEnd;
}
inline std::string zero_page() { return u64(0x1000 | 0x02) + text("ppc_spapr.ram") + u8(0); }
inline std::string whole_page(std::size_t bytes = 4096) {
  return u64(0x10000 | 0x08 | 0x20) + std::string(bytes, '\x7e');
}

inline std::string group(std::uint32_t index, std::size_t valid, std::uint16_t invalid = 0) {
  return group_bytes(HeaderOrder::kBig, index, valid_entries(valid), invalid);
}
/// The contents of a PART or an END.
inline std::string htab_groups(const std::string& groups) { return u32(0) + groups + u64(0); }

inline constexpr std::uint32_t kRamId = 2;
inline constexpr std::uint32_t kHtabId = 5;

/// A device of 3 elements of 8 bytes, a nested one of 5, and a subsection of 4.
inline std::string device() {
  return std::string(24, 'a') + std::string(5, 'b') + u8(0x05) + text("timer/armed") + u32(1) +
         std::string(4, 'c');
}
inline std::string description() {
  const std::string json =
      R"({"page_size": 4096, "devices": [{"name": "timer", "instance_id": 1, "vmsd_name": "timer",)"
      R"( "version": 1, "fields": [)"
      R"({"name": "a", "array_len": 3, "type": "uint64", "size": 8},)"
      R"({"name": "b", "type": "struct", "struct": {"vmsd_name": "b", "version": 1, "fields":)"
      R"( [{"name": "x", "type": "buffer", "size": 5}]}, "size": 5}],)"
      R"( "subsections": [{"vmsd_name": "timer/armed", "version": 1, "fields":)"
      R"( [{"name": "c", "type": "int32", "size": 4}]}]},)"
      R"( {"name": "slirp", "instance_id": 0, "fields": []}]})";
  return u8(0x06) + u32(json.size()) + json;
}

/// Memory and table in two passes, and a device: what 2.4 and later write.
inline std::string whole_file(const std::string& part, const std::string& end,
                              unsigned order = 18) {
  return start() + configuration() + named_section(1, kRamId, "ram", ram_blocks()) +
         footer(kRamId) + named_section(1, kHtabId, "spapr/htab", u32(order)) + footer(kHtabId) +
         section(2, kRamId, zero_page() + whole_page() + kRamEnd) + footer(kRamId) +
         section(2, kHtabId, htab_groups(part)) + footer(kHtabId) + section(3, kRamId, kRamEnd) +
         footer(kRamId) + section(3, kHtabId, htab_groups(end)) + footer(kHtabId) +
         named_section(4, 9, "timer", device(), 1) + footer(9) + u8(0) + description();
}

}  // namespace htabsim::qemu
