// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/put_table.h"

#include <algorithm>
#include <array>

namespace htabsim {

namespace {

constexpr std::uint64_t kToTheEnd = ~std::uint64_t{0};

/// Reads `bytes`, or what there is, and gives each block to `use`.
template <class Use>
void read_blocks(InputFile& file, std::uint64_t bytes, Use use) {
  std::array<char, 64 * 1024> block;
  while (bytes != 0) {
    const std::size_t got = file.read(std::span(block).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(bytes, block.size()))));
    if (got == 0) return;
    use(std::string_view(block.data(), got));
    bytes -= got;
  }
}

}  // namespace

void put_table(InputFile old, const MigrationFile& migration, std::string_view table,
               std::ostream& out) {
  const auto copy = [&](std::uint64_t bytes) {
    read_blocks(old, bytes, [&](std::string_view block) { out << block; });
  };
  const auto drop = [&](std::uint64_t bytes) { read_blocks(old, bytes, [](std::string_view) {}); };
  std::uint64_t at = 0;
  for (const HtabGroupsPlace& place : migration.groups) {
    copy(place.begin - at);
    drop(place.end - place.begin);
    at = place.end;
    if (&place == &migration.groups.back()) out << table;
  }
  copy(kToTheEnd);
}

}  // namespace htabsim
