// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/put_table.h"

#include <sstream>

#include <gtest/gtest.h>

#include "tests/model/qemu/qemu_bytes.h"

namespace htabsim {
namespace {

using namespace qemu;

std::string with_table(const std::string& old, const std::string& table) {
  const MigrationFile migration = read_migration_file(InputFile("a.mig", old));
  std::ostringstream out;
  put_table(InputFile("a.mig", old), migration, table, out);
  return out.str();
}

TEST(PutTable, ReplacesTheGroupsAndLeavesAllElse) {
  const std::string table = group(0, 3, 16381);
  EXPECT_EQ(with_table(whole_file(group(0, 2) + group(7, 1), group(4, 1)), table),
            whole_file("", table));
  EXPECT_EQ(with_table(whole_file("", ""), table), whole_file("", table));
}

// What is copied is longer than one block of 64 KB.
TEST(PutTable, CopiesLongFiles) {
  const std::string table = group(0, 9000);
  EXPECT_EQ(with_table(whole_file(group(0, 9000), group(9, 9000)), table), whole_file("", table));
}

}  // namespace
}  // namespace htabsim
