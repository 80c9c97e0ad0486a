// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Where hardware is told to find a hashed page table.
struct TableRegister {
  HostReal origin;
  unsigned order = 18;  ///< log2 of the table's bytes, 18 to 46

  friend bool operator==(const TableRegister&, const TableRegister&) = default;
};

/// Decodes SDR1, up to ISA 2.07: HTABORG and HTABSIZE (facts C4). Nothing if HTABSIZE is reserved,
/// or if the origin is not aligned to the size of the table (C5).
std::optional<TableRegister> decode_sdr1(std::uint64_t sdr1);
/// The SDR1 of a table, whose origin must be aligned to its size.
std::uint64_t encode_sdr1(const TableRegister& table);

/// Dword 0 of a partition's entry in the ISA 3.0 partition table, for a hashed page table
/// (facts C7).
struct PartitionTableEntry {
  TableRegister table;
  std::optional<PageSize> vrma_page;  ///< PS; nothing for a reserved encoding
};

/// Decodes such a dword. Nothing if HR says radix, or if decode_sdr1() would refuse the table.
std::optional<PartitionTableEntry> decode_partition_table_entry(std::uint64_t dword0);

/// The address of a partition's entry, by PTCR. Nothing if the table has no entry for `lpid`.
std::optional<HostReal> partition_table_entry_address(std::uint64_t ptcr, std::uint64_t lpid);

}  // namespace htabsim
