// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// Flags of H_REGISTER_PROC_TBL (facts I10).
namespace process_table_flag {
inline constexpr std::uint64_t kModify = 0x10;
inline constexpr std::uint64_t kRegister = 0x08;
inline constexpr std::uint64_t kRadix = 0x04;
inline constexpr std::uint64_t kSegmentTables = 0x02;
inline constexpr std::uint64_t kGtse = 0x01;
}  // namespace process_table_flag

/// What a guest asks to be dword 1 of its partition table entry.
struct ProcessTable {
  std::uint64_t base = 0;       ///< VSID of the table's segment
  std::uint64_t page_size = 0;  ///< L||LP, three bits
  std::uint64_t size = 0;       ///< log2 of the table's bytes, less 12

  friend bool operator==(const ProcessTable&, const ProcessTable&) = default;
};

/// H_REGISTER_PROC_TBL of a guest that stays with a hashed page table (facts I10).
///
/// kNotAvailable: the processor has no partition table (before ISA 3.0). kParameter: undefined
/// flags, segment tables, or radix translation, which this host does not offer. kParameter2 to
/// kParameter4: base, page size or size do not fit their fields.
HcallStatus h_register_process_table(Partition& partition, HpteFormat format, std::uint64_t flags,
                                     const ProcessTable& table);

}  // namespace htabsim
