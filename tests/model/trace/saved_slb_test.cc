// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/saved_slb.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

InputError slb_fault(const std::string& line) {
  const TemporaryFolder folder;
  return caught(
      [&] { read_saved_slb(folder.file("slb.txt", "# comment\n0 8000000 1\n" + line + "\n")); });
}

TEST(SavedSlb, KeepsEntriesWithVClear) {  // facts B7
  const TemporaryFolder folder;
  const auto entries = read_saved_slb(
      folder.file("slb.txt", "# c\n31 3f0008000000 400beca2b8000c80\n5 10000000 1\n# c\n"));
  EXPECT_EQ(entries, (std::vector<SavedSlbEntry>{{31, 0x3f0008000000, 0x400beca2b8000c80},
                                                 {5, 0x10000000, 1}}));
}

TEST(SavedSlb, HasSlots0To31OnceEach) {  // facts B1
  EXPECT_EQ(slb_fault("32 0 0").text(), "index is '32', not a decimal number from 0 to 31");
  EXPECT_EQ(slb_fault("1 0 0\n1 0 0").text(), "entry 1 is given twice");
  EXPECT_EQ(slb_fault("1 0 0\n1 0 0").line(), 4u);
}

TEST(SavedSlb, HasEsidAndVOnlyInTheFirstWord) {  // facts B2
  EXPECT_EQ(slb_fault("1 8000001 0").text(), "the ESID word 8000001 has bits besides ESID and V");
}

TEST(SavedSlb, HasThreeFieldsALine) {
  EXPECT_EQ(slb_fault("1 2x 0").text(), "the ESID word is '2x', not a hexadecimal number");
  EXPECT_EQ(slb_fault("1 0").text(), "the line ends before the VSID word");
  EXPECT_EQ(slb_fault("1 0 0 0").text(), "unexpected ' 0' after the last field");
  EXPECT_EQ(slb_fault("").line(), 3u);
}

}  // namespace
}  // namespace htabsim
