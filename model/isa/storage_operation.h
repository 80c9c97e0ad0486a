// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace htabsim {

enum class StorageEffect : std::uint8_t {
  kLoad,
  kStore,
  kModify,  ///< an atomic memory operation (lwat, stdat): a load, then a store
};

/// What an instruction does to the storage at its effective address.
struct StorageOperation {
  StorageEffect effect = StorageEffect::kLoad;
  /// Of the operand; the most that there can be where a register says how many (lswx, lxvl).
  std::uint16_t bytes = 0;
  /// The aligned block of `bytes` that holds the address, not what begins there (dcbz, lvx).
  bool whole_block = false;

  friend bool operator==(const StorageOperation&, const StorageOperation&) = default;
};

/// Of an instruction of one word, up to Power ISA 3.1. Nothing if it neither loads nor stores, as
/// hints (dcbt), cache management (dcbf) and what only looks at a translation (tlbie). Reserved
/// bits are not looked at.
std::optional<StorageOperation> storage_operation(std::uint32_t word);
/// Of a prefixed instruction (Power ISA 3.1).
std::optional<StorageOperation> storage_operation(std::uint32_t prefix, std::uint32_t suffix);

/// Whether the word is the prefix of an instruction of two words (primary opcode 1).
constexpr bool is_prefix(std::uint32_t word) { return word >> 26 == 1; }

}  // namespace htabsim
