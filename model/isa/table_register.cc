// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/table_register.h"

#include <cassert>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kOrigin = ibm_bits(4, 45);
constexpr std::uint64_t kSize = ibm_bits(59, 63);
constexpr unsigned kMinOrder = 18;
constexpr unsigned kMaxOrder = 46;

constexpr std::uint64_t kHostRadix = ibm_bit(0);
constexpr std::uint64_t kVrmaLarge = ibm_bit(56);
constexpr unsigned kVrmaLpShift = 5;  // two bits, 57:58

constexpr std::uint64_t kPartitionTableBase = ibm_bits(4, 51);
constexpr std::uint64_t kPartitionTableSize = ibm_bits(59, 63);
constexpr unsigned kPartitionTableMinOrder = 12;
constexpr std::uint64_t kPartitionTableEntryBytes = 16;

}  // namespace

std::optional<TableRegister> decode_sdr1(std::uint64_t sdr1) {
  const TableRegister table = {HostReal(sdr1 & kOrigin),
                               kMinOrder + static_cast<unsigned>(sdr1 & kSize)};
  if (table.order > kMaxOrder || any(table.origin.value(), low_mask(table.order))) {
    return std::nullopt;
  }
  return table;
}

std::uint64_t encode_sdr1(const TableRegister& table) {
  assert(table.order >= kMinOrder && table.order <= kMaxOrder);
  assert(!any(table.origin.value(), low_mask(table.order)));
  return table.origin.value() | (table.order - kMinOrder);
}

std::optional<PartitionTableEntry> decode_partition_table_entry(std::uint64_t dword0) {
  if (any(dword0, kHostRadix)) return std::nullopt;
  const auto table = decode_sdr1(dword0);
  if (!table) return std::nullopt;
  const auto lp = static_cast<unsigned>((dword0 >> kVrmaLpShift) & 0x3);
  return PartitionTableEntry{*table, decode_slb_page_size(any(dword0, kVrmaLarge), lp)};
}

std::optional<HostReal> partition_table_entry_address(std::uint64_t ptcr, std::uint64_t lpid) {
  const auto order = kPartitionTableMinOrder + static_cast<unsigned>(ptcr & kPartitionTableSize);
  const std::uint64_t offset = lpid * kPartitionTableEntryBytes;
  if (lpid > low_mask(32) || (offset >> order) != 0) return std::nullopt;
  return HostReal((ptcr & kPartitionTableBase) + offset);
}

}  // namespace htabsim
