// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/lackey_writer.h"

#include <sstream>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/trace/lackey_reader.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/any_plain_access.h"

namespace htabsim {
namespace {

std::string written(const std::vector<PlainAccess>& accesses) {
  std::ostringstream text;
  LackeyWriter writer(text);
  for (const PlainAccess& access : accesses) writer.write(access);
  return text.str();
}

TEST(LackeyWriter, WritesEachKindAsLackeyDoes) {
  EXPECT_EQ(written({{.kind = PlainAccessKind::kFetch, .size = 3, .ea = Ea(0x401ab70)},
                     {.kind = PlainAccessKind::kLoad, .size = 8, .ea = Ea(0x1ffefffc48)},
                     {.kind = PlainAccessKind::kStore, .size = 16, .ea = Ea(0x1fff0006a8)},
                     {.kind = PlainAccessKind::kModify, .size = 2, .ea = Ea(0x1269cc)}}),
            "I  0401ab70,3\n L 1ffefffc48,8\n S 1fff0006a8,16\n M 001269cc,2\n");
}

RC_GTEST_PROP(LackeyWriter, WhatItWritesIsReadAgain, ()) {
  auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_plain_access());
  for (std::size_t i = 0; i < accesses.size(); ++i) accesses[i].line = i + 1;
  const TemporaryFolder folder;
  LackeyReader reader(LineReader{InputFile(folder.file("trace", written(accesses)))});
  std::vector<PlainAccess> read;
  for (PlainAccess access; reader.next(access);) read.push_back(access);
  RC_ASSERT(read == accesses);
}

}  // namespace
}  // namespace htabsim
