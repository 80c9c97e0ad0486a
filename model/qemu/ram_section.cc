// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/ram_section.h"

#include <fmt/format.h>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

/// QEMU's RAM_SAVE_FLAG_...: the low bits of a page's address.
namespace ram_flag {
constexpr std::uint64_t kZero = 0x02;
constexpr std::uint64_t kMemSize = 0x04;
constexpr std::uint64_t kPage = 0x08;
constexpr std::uint64_t kEos = 0x10;
constexpr std::uint64_t kContinue = 0x20;
constexpr std::uint64_t kXbzrle = 0x40;
constexpr std::uint64_t kCompressPage = 0x100;
constexpr std::uint64_t kMultifdFlush = 0x200;
}  // namespace ram_flag

void read_blocks(FileCursor& cursor, std::uint64_t total, const RamFormat& format,
                 std::vector<RamBlock>& blocks) {
  while (total != 0) {
    const std::uint64_t at = cursor.position();
    std::string name = cursor.text();
    const std::uint64_t bytes = cursor.u64();
    if (bytes == 0 || bytes > total) {
      cursor.fail_at(at, fmt::format("block {:?} of the memory has {} bytes, of {} that are left",
                                     name, bytes, total));
    }
    if (format.shared == SharedMemory::kIgnored) cursor.skip(sizeof(std::uint64_t));
    blocks.push_back({std::move(name), bytes});
    total -= bytes;
  }
}

bool is_page(std::uint64_t flag) {
  return flag == ram_flag::kZero || flag == ram_flag::kPage || flag == ram_flag::kXbzrle ||
         flag == ram_flag::kCompressPage;
}

/// What stands for one page, as its `flag` says.
void pass_page(FileCursor& cursor, std::uint64_t flag, const RamFormat& format) {
  switch (flag) {
    case ram_flag::kZero:
      return cursor.skip(1);
    case ram_flag::kPage:
      return cursor.skip(std::uint64_t{1} << format.page_shift);
    case ram_flag::kXbzrle:
      cursor.skip(1);
      return cursor.skip(cursor.u16());
    default:
      return cursor.skip(cursor.u32());
  }
}

}  // namespace

void pass_ram_section(FileCursor& cursor, const RamFormat& format, std::vector<RamBlock>& blocks) {
  const std::uint64_t flags_mask = (std::uint64_t{1} << format.page_shift) - 1;
  for (;;) {
    const std::uint64_t at = cursor.position();
    const std::uint64_t word = cursor.u64();
    const std::uint64_t flag = word & flags_mask & ~ram_flag::kContinue;
    if (flag == ram_flag::kEos) return;
    if (flag == ram_flag::kMultifdFlush) continue;
    if (flag == ram_flag::kMemSize) {
      read_blocks(cursor, word & ~flags_mask, format, blocks);
      continue;
    }
    if (!is_page(flag)) {
      cursor.fail_at(at, fmt::format("a page of the memory has flags {:x}, which are not known; "
                                     "mapped-ram and RDMA are not read",
                                     flag));
    }
    if (!any(word, ram_flag::kContinue)) cursor.skip(cursor.u8());
    pass_page(cursor, flag, format);
  }
}

}  // namespace htabsim
