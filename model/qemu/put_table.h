// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string_view>

#include "htabsim/model/qemu/migration_file.h"

namespace htabsim {

/// Writes a migration file once more, with another page table: `table`, groups with big-endian
/// headers, stands in the table's last section, and the sections before have none. `old` is the
/// file that `migration` was read from. Throws InputError.
void put_table(InputFile old, const MigrationFile& migration, std::string_view table,
               std::ostream& out);

}  // namespace htabsim
