// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/guest_size.h"

#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

GuestSize read(const std::string& text) {
  const TemporaryFolder folder;
  return read_guest_size(folder.file("a.passes.json", text));
}

InputError size_fault(const std::string& text) {
  return caught([&] { read(text); });
}

std::string with_order(const std::string& order) {
  return fmt::format(R"({{"htab_shift": {}, "ram_blocks": [["ppc_spapr.ram", 4096]]}})", order);
}

TEST(GuestSize, HasATableOfOrder18To46) {  // facts C4
  EXPECT_EQ(read(with_order("18")).hpt_order, 18u);
  EXPECT_EQ(read(with_order("46")).hpt_order, 46u);
  EXPECT_EQ(read(with_order("46")).ram_bytes, 4096u);
  for (const char* order : {"17", "47", "-1", "\"22\"", "22.5", "null", "[]"}) {
    EXPECT_EQ(size_fault(with_order(order)).text(), "htab_shift is not a number from 18 to 46")
        << order;
  }
  EXPECT_EQ(size_fault(R"({"ram_blocks": []})").text(), "has no htab_shift");
}

TEST(GuestSize, HasMemory) {
  const auto blocks = [](const std::string& list) {
    return size_fault(R"({"htab_shift": 22, "ram_blocks": )" + list + "}").text();
  };
  EXPECT_EQ(blocks("[]"), "has no ppc_spapr.ram in ram_blocks");
  EXPECT_EQ(blocks(R"([["vga", 7], 8, ["ppc_spapr.ram"], [1, 2]])"),
            "has no ppc_spapr.ram in ram_blocks");
  EXPECT_EQ(blocks(R"([["ppc_spapr.ram", "x"]])"), "the size of ppc_spapr.ram is no number");
  EXPECT_EQ(blocks(R"([["ppc_spapr.ram", 0]])"), "the size of ppc_spapr.ram is no number");
  EXPECT_EQ(blocks(R"([["ppc_spapr.ram", -4096]])"), "the size of ppc_spapr.ram is no number");
  EXPECT_EQ(blocks("7"), "ram_blocks is no list");
  EXPECT_EQ(size_fault(R"({"htab_shift": 22})").text(), "has no ppc_spapr.ram in ram_blocks");
}

TEST(GuestSize, IsNamedWithTheLineThatIsNoJson) {
  EXPECT_EQ(size_fault("{\n\"htab_shift\": 22,\n\"ram_blocks\" [\n]}\n").line(), 3u);
  EXPECT_EQ(size_fault("{\n\"htab_shift\": 22,\n").line(), 3u);
  EXPECT_EQ(size_fault(with_order("22") + "\n\n{}").line(), 3u);
  EXPECT_EQ(size_fault("").line(), 1u);
  EXPECT_EQ(size_fault("[22]").text(), "is not a JSON object");
}

TEST(GuestSize, IsNotReadFromAHugeFile) {
  EXPECT_EQ(caught([] { read_guest_size("/dev/zero"); }).text(), "is too large: more than 64 MB");
}

}  // namespace
}  // namespace htabsim
