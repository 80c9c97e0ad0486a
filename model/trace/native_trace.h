// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/endian/arithmetic.hpp>

namespace htabsim::native_trace {

/// htabsim's own format of traces, as docs/trace-format.md has it byte by byte: a header, blocks of
/// accesses that stand for themselves, an index of the blocks, and a trailer that says where that
/// is. Numbers are little-endian.
inline constexpr std::string_view kMagic = "HTABTRC\n";
inline constexpr std::string_view kBlockMagic = "HTBK";
inline constexpr std::string_view kIndexMagic = "HTIX";
inline constexpr std::string_view kTrailerMagic = "HTND";
inline constexpr std::uint16_t kVersion = 4;
/// The same without processes and last touches.
inline constexpr std::uint16_t kOldestVersion = 2;

inline constexpr std::uint32_t kAccessesPerBlock = 1 << 16;
/// A block cannot be larger, so a damaged length asks for no more memory.
inline constexpr std::uint32_t kMostPayloadBytes = 1 << 24;
inline constexpr std::uint32_t kMostTouchBytes = 1 << 21;

struct FileHeader {
  std::array<char, 8> magic;
  boost::endian::little_uint16_t version;
  boost::endian::little_uint16_t flags;  // none is used
  boost::endian::little_uint32_t reserved;
};
static_assert(sizeof(FileHeader) == 16);

struct BlockHeader {
  std::array<char, 4> magic;
  boost::endian::little_uint32_t payload_bytes;
  boost::endian::little_uint32_t accesses;
  boost::endian::little_uint32_t checksum;  ///< of the payload
  boost::endian::little_uint64_t first_access;
  boost::endian::little_uint32_t touch_bytes;     ///< of the touches, before the payload
  boost::endian::little_uint32_t touch_checksum;  ///< of these
};
static_assert(sizeof(BlockHeader) == 32);
static_assert(offsetof(BlockHeader, first_access) == 16);

struct IndexHeader {
  std::array<char, 4> magic;
  boost::endian::little_uint32_t blocks;
  boost::endian::little_uint32_t checksum;  ///< of the entries
};
static_assert(sizeof(IndexHeader) == 12);

struct IndexEntry {
  boost::endian::little_uint64_t offset;  ///< of the block's header in the file
  boost::endian::little_uint64_t first_access;
};
static_assert(sizeof(IndexEntry) == 16);

struct Trailer {
  boost::endian::little_uint64_t index_offset;
  boost::endian::little_uint64_t accesses;
  boost::endian::little_uint32_t checksum;  ///< of the two before
  std::array<char, 4> magic;
};
static_assert(sizeof(Trailer) == 24);
static_assert(offsetof(Trailer, checksum) == 16);

/// CRC-32 as zlib and PNG have it.
std::uint32_t checksum(std::string_view bytes);

}  // namespace htabsim::native_trace
