// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/storage_operation.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace htabsim {

namespace {

/// Which bytes an instruction reaches.
enum class Extent : std::uint8_t {
  kOperand,         ///< those that begin at the address
  kBlock,           ///< the aligned block that holds the address
  kToLastRegister,  ///< a word for each register from RT to r31
  kNumberField,     ///< as many as NB says
};

struct Reach {
  StorageEffect effect = StorageEffect::kLoad;
  std::uint16_t bytes = 0;  ///< 0: the word says
  Extent extent = Extent::kOperand;
};

constexpr StorageEffect kLoad = StorageEffect::kLoad;
constexpr StorageEffect kStore = StorageEffect::kStore;
constexpr StorageEffect kModify = StorageEffect::kModify;

constexpr std::uint16_t kCacheBlock = 128;
constexpr std::uint16_t kMostStringBytes = 128;  // XER has 7 bits for it

constexpr unsigned kIndexedOpcode = 31;

/// An instruction with a displacement. Those of DS and DQ form share a primary opcode and are told
/// apart by the word's last bits.
struct DisplacementRow {
  std::string_view mnemonic;
  unsigned opcode;
  unsigned extended_bits;
  unsigned extended;
  Reach reach;
};

// D, DS and DQ forms. Power ISA 3.1 Book I.
constexpr DisplacementRow kDisplacementRows[] = {
    {"lxvp", 6, 4, 0, {kLoad, 32}},
    {"stxvp", 6, 4, 1, {kStore, 32}},
    {"lwz", 32, 0, 0, {kLoad, 4}},
    {"lwzu", 33, 0, 0, {kLoad, 4}},
    {"lbz", 34, 0, 0, {kLoad, 1}},
    {"lbzu", 35, 0, 0, {kLoad, 1}},
    {"stw", 36, 0, 0, {kStore, 4}},
    {"stwu", 37, 0, 0, {kStore, 4}},
    {"stb", 38, 0, 0, {kStore, 1}},
    {"stbu", 39, 0, 0, {kStore, 1}},
    {"lhz", 40, 0, 0, {kLoad, 2}},
    {"lhzu", 41, 0, 0, {kLoad, 2}},
    {"lha", 42, 0, 0, {kLoad, 2}},
    {"lhau", 43, 0, 0, {kLoad, 2}},
    {"sth", 44, 0, 0, {kStore, 2}},
    {"sthu", 45, 0, 0, {kStore, 2}},
    {"lmw", 46, 0, 0, {kLoad, 0, Extent::kToLastRegister}},
    {"stmw", 47, 0, 0, {kStore, 0, Extent::kToLastRegister}},
    {"lfs", 48, 0, 0, {kLoad, 4}},
    {"lfsu", 49, 0, 0, {kLoad, 4}},
    {"lfd", 50, 0, 0, {kLoad, 8}},
    {"lfdu", 51, 0, 0, {kLoad, 8}},
    {"stfs", 52, 0, 0, {kStore, 4}},
    {"stfsu", 53, 0, 0, {kStore, 4}},
    {"stfd", 54, 0, 0, {kStore, 8}},
    {"stfdu", 55, 0, 0, {kStore, 8}},
    {"lq", 56, 0, 0, {kLoad, 16}},
    {"lfdp", 57, 2, 0, {kLoad, 16}},
    {"lxsd", 57, 2, 2, {kLoad, 8}},
    {"lxssp", 57, 2, 3, {kLoad, 4}},
    {"ld", 58, 2, 0, {kLoad, 8}},
    {"ldu", 58, 2, 1, {kLoad, 8}},
    {"lwa", 58, 2, 2, {kLoad, 4}},
    {"stfdp", 61, 2, 0, {kStore, 16}},
    {"lxv", 61, 3, 1, {kLoad, 16}},
    {"stxsd", 61, 2, 2, {kStore, 8}},
    {"stxssp", 61, 2, 3, {kStore, 4}},
    {"stxv", 61, 3, 5, {kStore, 16}},
    {"std", 62, 2, 0, {kStore, 8}},
    {"stdu", 62, 2, 1, {kStore, 8}},
    {"stq", 62, 2, 2, {kStore, 16}},
};

/// An instruction that one opcode names alone.
struct OpcodeRow {
  std::string_view mnemonic;
  unsigned opcode;
  Reach reach;
};

// X forms: primary opcode 31, then bits 21:30. Power ISA 3.1 Book I; Book II for reservations,
// atomics and cache blocks, Book III for what is cache-inhibited.
constexpr OpcodeRow kIndexedRows[] = {
    // Fixed point.
    {"lbzx", 87, {kLoad, 1}},
    {"lbzux", 119, {kLoad, 1}},
    {"lhzx", 279, {kLoad, 2}},
    {"lhzux", 311, {kLoad, 2}},
    {"lhax", 343, {kLoad, 2}},
    {"lhaux", 375, {kLoad, 2}},
    {"lwzx", 23, {kLoad, 4}},
    {"lwzux", 55, {kLoad, 4}},
    {"lwax", 341, {kLoad, 4}},
    {"lwaux", 373, {kLoad, 4}},
    {"ldx", 21, {kLoad, 8}},
    {"ldux", 53, {kLoad, 8}},
    {"stbx", 215, {kStore, 1}},
    {"stbux", 247, {kStore, 1}},
    {"sthx", 407, {kStore, 2}},
    {"sthux", 439, {kStore, 2}},
    {"stwx", 151, {kStore, 4}},
    {"stwux", 183, {kStore, 4}},
    {"stdx", 149, {kStore, 8}},
    {"stdux", 181, {kStore, 8}},
    {"lhbrx", 790, {kLoad, 2}},
    {"lwbrx", 534, {kLoad, 4}},
    {"ldbrx", 532, {kLoad, 8}},
    {"sthbrx", 918, {kStore, 2}},
    {"stwbrx", 662, {kStore, 4}},
    {"stdbrx", 660, {kStore, 8}},
    {"lswx", 533, {kLoad, kMostStringBytes}},
    {"lswi", 597, {kLoad, 0, Extent::kNumberField}},
    {"stswx", 661, {kStore, kMostStringBytes}},
    {"stswi", 725, {kStore, 0, Extent::kNumberField}},
    {"hashst", 722, {kStore, 8}},
    {"hashchk", 754, {kLoad, 8}},
    {"hashstp", 658, {kStore, 8}},
    {"hashchkp", 690, {kLoad, 8}},
    // Reservations.
    {"lbarx", 52, {kLoad, 1}},
    {"lharx", 116, {kLoad, 2}},
    {"lwarx", 20, {kLoad, 4}},
    {"ldarx", 84, {kLoad, 8}},
    {"lqarx", 276, {kLoad, 16}},
    {"stbcx.", 694, {kStore, 1}},
    {"sthcx.", 726, {kStore, 2}},
    {"stwcx.", 150, {kStore, 4}},
    {"stdcx.", 214, {kStore, 8}},
    {"stqcx.", 182, {kStore, 16}},
    // Atomic memory operations. Some function codes also reach the operand next to this one.
    {"lwat", 582, {kModify, 4}},
    {"ldat", 614, {kModify, 8}},
    {"stwat", 710, {kModify, 4}},
    {"stdat", 742, {kModify, 8}},
    // Whole cache blocks.
    {"copy", 774, {kLoad, kCacheBlock, Extent::kBlock}},
    {"paste.", 902, {kStore, kCacheBlock, Extent::kBlock}},
    {"dcbz", 1014, {kStore, kCacheBlock, Extent::kBlock}},
    // Cache-inhibited.
    {"lbzcix", 853, {kLoad, 1}},
    {"lhzcix", 821, {kLoad, 2}},
    {"lwzcix", 789, {kLoad, 4}},
    {"ldcix", 885, {kLoad, 8}},
    {"stbcix", 981, {kStore, 1}},
    {"sthcix", 949, {kStore, 2}},
    {"stwcix", 917, {kStore, 4}},
    {"stdcix", 1013, {kStore, 8}},
    // Floating point.
    {"lfsx", 535, {kLoad, 4}},
    {"lfsux", 567, {kLoad, 4}},
    {"lfdx", 599, {kLoad, 8}},
    {"lfdux", 631, {kLoad, 8}},
    {"lfdpx", 791, {kLoad, 16}},
    {"lfiwax", 855, {kLoad, 4}},
    {"lfiwzx", 887, {kLoad, 4}},
    {"stfsx", 663, {kStore, 4}},
    {"stfsux", 695, {kStore, 4}},
    {"stfdx", 727, {kStore, 8}},
    {"stfdux", 759, {kStore, 8}},
    {"stfdpx", 919, {kStore, 16}},
    {"stfiwx", 983, {kStore, 4}},
    // Vector: the address is aligned down to the size.
    {"lvebx", 7, {kLoad, 1, Extent::kBlock}},
    {"lvehx", 39, {kLoad, 2, Extent::kBlock}},
    {"lvewx", 71, {kLoad, 4, Extent::kBlock}},
    {"lvx", 103, {kLoad, 16, Extent::kBlock}},
    {"lvxl", 359, {kLoad, 16, Extent::kBlock}},
    {"stvebx", 135, {kStore, 1, Extent::kBlock}},
    {"stvehx", 167, {kStore, 2, Extent::kBlock}},
    {"stvewx", 199, {kStore, 4, Extent::kBlock}},
    {"stvx", 231, {kStore, 16, Extent::kBlock}},
    {"stvxl", 487, {kStore, 16, Extent::kBlock}},
    // VSX scalars.
    {"lxsibzx", 781, {kLoad, 1}},
    {"lxsihzx", 813, {kLoad, 2}},
    {"lxsiwzx", 12, {kLoad, 4}},
    {"lxsiwax", 76, {kLoad, 4}},
    {"lxsspx", 524, {kLoad, 4}},
    {"lxsdx", 588, {kLoad, 8}},
    {"stxsibx", 909, {kStore, 1}},
    {"stxsihx", 941, {kStore, 2}},
    {"stxsiwx", 140, {kStore, 4}},
    {"stxsspx", 652, {kStore, 4}},
    {"stxsdx", 716, {kStore, 8}},
    // VSX vectors: any address will do. A length in a register is 16 at most.
    {"lxvx", 268, {kLoad, 16}},
    {"lxvd2x", 844, {kLoad, 16}},
    {"lxvw4x", 780, {kLoad, 16}},
    {"lxvh8x", 812, {kLoad, 16}},
    {"lxvb16x", 876, {kLoad, 16}},
    {"lxvdsx", 332, {kLoad, 8}},
    {"lxvwsx", 364, {kLoad, 4}},
    {"lxvl", 269, {kLoad, 16}},
    {"lxvll", 301, {kLoad, 16}},
    {"lxvpx", 333, {kLoad, 32}},
    {"lxvrbx", 13, {kLoad, 1}},
    {"lxvrhx", 45, {kLoad, 2}},
    {"lxvrwx", 77, {kLoad, 4}},
    {"lxvrdx", 109, {kLoad, 8}},
    {"stxvx", 396, {kStore, 16}},
    {"stxvd2x", 972, {kStore, 16}},
    {"stxvw4x", 908, {kStore, 16}},
    {"stxvh8x", 940, {kStore, 16}},
    {"stxvb16x", 1004, {kStore, 16}},
    {"stxvl", 397, {kStore, 16}},
    {"stxvll", 429, {kStore, 16}},
    {"stxvpx", 461, {kStore, 32}},
    {"stxvrbx", 141, {kStore, 1}},
    {"stxvrhx", 173, {kStore, 2}},
    {"stxvrwx", 205, {kStore, 4}},
    {"stxvrdx", 237, {kStore, 8}},
};

// Prefixed ones, MLS:D and 8LS:D form, by the suffix's primary opcode. Power ISA 3.1 Book I.
constexpr OpcodeRow kMlsRows[] = {
    {"plwz", 32, {kLoad, 4}},   {"plbz", 34, {kLoad, 1}},   {"pstw", 36, {kStore, 4}},
    {"pstb", 38, {kStore, 1}},  {"plhz", 40, {kLoad, 2}},   {"plha", 42, {kLoad, 2}},
    {"psth", 44, {kStore, 2}},  {"plfs", 48, {kLoad, 4}},   {"plfd", 50, {kLoad, 8}},
    {"pstfs", 52, {kStore, 4}}, {"pstfd", 54, {kStore, 8}},
};
// The last bit of plxv's and pstxv's opcode is the register's highest.
constexpr OpcodeRow k8lsRows[] = {
    {"plwa", 41, {kLoad, 4}},    {"plxsd", 42, {kLoad, 8}},    {"plxssp", 43, {kLoad, 4}},
    {"pstxsd", 46, {kStore, 8}}, {"pstxssp", 47, {kStore, 4}}, {"plxv", 50, {kLoad, 16}},
    {"plxv", 51, {kLoad, 16}},   {"pstxv", 54, {kStore, 16}},  {"pstxv", 55, {kStore, 16}},
    {"plq", 56, {kLoad, 16}},    {"pld", 57, {kLoad, 8}},      {"plxvp", 58, {kLoad, 32}},
    {"pstq", 60, {kStore, 16}},  {"pstd", 61, {kStore, 8}},    {"pstxvp", 62, {kStore, 32}},
};

struct LookupEntry {
  Reach reach;
  bool used = false;
};

constexpr void enter(LookupEntry& entry, const Reach& reach) {
  if (entry.used) throw "two rows have one opcode";  // ends the compilation
  entry = {reach, true};
}

constexpr unsigned kPrimaryOpcodes = 64;
constexpr unsigned kExtendedOpcodes = 1024;
constexpr unsigned kLastBits = 4;  // of a word, as many as tell DS and DQ forms apart

template <std::size_t kSize>
consteval std::array<LookupEntry, kSize> by_opcode(std::span<const OpcodeRow> rows) {
  std::array<LookupEntry, kSize> lookup{};
  for (const OpcodeRow& row : rows) enter(lookup.at(row.opcode), row.reach);
  return lookup;
}

/// By the primary opcode and a word's last bits.
consteval auto by_opcode_and_last_bits() {
  std::array<LookupEntry, kPrimaryOpcodes << kLastBits> lookup{};
  for (const DisplacementRow& row : kDisplacementRows) {
    const unsigned step = 1u << row.extended_bits;
    for (unsigned last = row.extended; last < 1u << kLastBits; last += step) {
      enter(lookup.at(row.opcode << kLastBits | last), row.reach);
    }
  }
  return lookup;
}

constexpr auto kDisplacement = by_opcode_and_last_bits();
constexpr auto kIndexed = by_opcode<kExtendedOpcodes>(kIndexedRows);
constexpr auto kMls = by_opcode<kPrimaryOpcodes>(kMlsRows);
constexpr auto k8ls = by_opcode<kPrimaryOpcodes>(k8lsRows);

constexpr unsigned primary_opcode(std::uint32_t word) { return word >> 26; }
constexpr unsigned five_bits(std::uint32_t word, unsigned shift) { return word >> shift & 0x1f; }

const LookupEntry& look_up(std::uint32_t word) {
  if (primary_opcode(word) == kIndexedOpcode) return kIndexed[word >> 1 & (kExtendedOpcodes - 1)];
  return kDisplacement[primary_opcode(word) << kLastBits | (word & ((1u << kLastBits) - 1))];
}

std::uint16_t length(const Reach& reach, std::uint32_t word) {
  switch (reach.extent) {
    case Extent::kToLastRegister:
      return static_cast<std::uint16_t>(4 * (32 - five_bits(word, 21)));
    case Extent::kNumberField: {
      const unsigned number = five_bits(word, 11);
      return static_cast<std::uint16_t>(number == 0 ? 32 : number);
    }
    case Extent::kOperand:
    case Extent::kBlock:
      break;
  }
  return reach.bytes;
}

std::optional<StorageOperation> operation(const LookupEntry& entry, std::uint32_t word) {
  if (!entry.used) return std::nullopt;
  const Reach& reach = entry.reach;
  return StorageOperation{reach.effect, length(reach, word), reach.extent == Extent::kBlock};
}

}  // namespace

std::optional<StorageOperation> storage_operation(std::uint32_t word) {
  return operation(look_up(word), word);
}

std::optional<StorageOperation> storage_operation(std::uint32_t prefix, std::uint32_t suffix) {
  constexpr unsigned k8lsType = 0b000;  // bits 6:8, the prefix's type and the first of its subtype
  constexpr unsigned kMlsType = 0b100;
  if (!is_prefix(prefix)) return std::nullopt;
  const unsigned type = prefix >> 23 & 0b111;
  if (type == k8lsType) return operation(k8ls[primary_opcode(suffix)], suffix);
  if (type == kMlsType) return operation(kMls[primary_opcode(suffix)], suffix);
  return std::nullopt;
}

}  // namespace htabsim
