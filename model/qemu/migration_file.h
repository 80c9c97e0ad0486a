// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "htabsim/model/qemu/htab_section.h"
#include "htabsim/model/qemu/ram_section.h"

namespace htabsim {

/// Where in a migration file groups of the HTAB stream stand, without order word and end marker.
struct HtabGroupsPlace {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// What a migration file of QEMU's says of a guest's page table.
struct MigrationFile {
  QemuHtab htab;
  std::vector<HtabGroupsPlace> groups;  ///< one for each of the htab's sections
  std::vector<RamBlock> ram;
  std::uint64_t devices = 0;  ///< how many have a section

  /// The guest's memory from guest real 0 on: the block ppc_spapr.ram. Nothing if there is none.
  [[nodiscard]] std::optional<std::uint64_t> ram_bytes() const;
};

/// Whether a file that begins so is a migration file.
bool begins_as_migration_file(std::string_view start);
/// How much of the beginning that needs.
inline constexpr std::size_t kMigrationFileStart = 8;

/// Reads a migration file that QEMU 2.x to 9.x wrote of a pseries guest with a hashed page table,
/// from start to end: migrated to a file or a program, with or without passes while the guest ran.
/// Only the table is kept. Throws InputError, with the place, for a file that is damaged or cut
/// short, or that holds what cannot be passed over.
MigrationFile read_migration_file(InputFile file);

}  // namespace htabsim
