// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/htab_section.h"

#include <span>

#include <fmt/format.h>

#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

namespace {

constexpr std::uint32_t kGroupsFollow = 0;
constexpr std::uint32_t kNoHashedTable = 0xffff'ffff;

/// The next group, header and body; nothing at the end marker, a header of zeroes.
std::optional<HtabGroupHeader> read_group(FileCursor& cursor, std::string& stream) {
  const std::size_t begin = stream.size();
  cursor.append(kGroupHeaderBytes, stream);
  const auto raw = std::as_bytes(std::span(stream)).subspan(begin).first<kGroupHeaderBytes>();
  const HtabGroupHeader header = decode_header(raw, HeaderOrder::kBig);
  if (header == HtabGroupHeader{}) {
    stream.resize(begin);
    return std::nullopt;
  }
  cursor.append(header.body_bytes(), stream);
  return header;
}

StreamSection read_groups(FileCursor& cursor, std::string_view name, std::string& stream) {
  GroupCounts counts;
  const std::uint64_t begin = stream.size();
  while (const auto header = read_group(cursor, stream)) counts.add(*header);
  return {std::string(name), begin, stream.size(), counts.groups, counts.valid, counts.invalid};
}

}  // namespace

void read_htab_section(FileCursor& cursor, std::string_view name, QemuHtab& htab) {
  const std::uint64_t at = cursor.position();
  const std::uint32_t word = cursor.u32();
  if (word == kGroupsFollow) {
    htab.sections.push_back(read_groups(cursor, name, htab.stream));
    return;
  }
  if (word == kNoHashedTable) {
    cursor.fail_at(at, "the guest has no hashed page table: it uses radix translation");
  }
  if (!HptGeometry::order_exists(word)) {
    cursor.fail_at(at, fmt::format("the page table's order is {}, not one from {} to {}", word,
                                   HptGeometry::kMinOrder, HptGeometry::kMaxOrder));
  }
  htab.hpt_order = word;
}

QemuHtab read_htab_sections(InputFile file) {
  FileCursor cursor(std::move(file));
  QemuHtab htab;
  while (cursor.next()) read_htab_section(cursor, {}, htab);
  return htab;
}

bool begins_as_htab_sections(std::string_view start) {
  FileCursor cursor(InputFile("", std::string(start)));
  if (start.size() < sizeof(std::uint32_t)) return false;
  const std::uint32_t word = cursor.u32();
  if (start.size() == sizeof word) return HptGeometry::order_exists(word);
  return start.size() >= kHtabSectionsStart && cursor.u32() == 0 &&
         (HptGeometry::order_exists(word) || word == kGroupsFollow);
}

}  // namespace htabsim
