// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/v2p_map.h"

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

V2pMap map_of(const std::string& text) {
  const TemporaryFolder folder;
  return V2pMap(LineReader(InputFile(folder.file("v2p", text))));
}

std::string error_of(const std::string& text) {
  try {
    map_of(text);
  } catch (const InputError& error) {
    return std::to_string(error.line()) + ": " + error.text();
  }
  return "no error";
}

// What drmemtrace writes beside a trace, with numbers of both kinds.
TEST(TraceV2pMap, TellsWhereThePagesWereT3) {
  const V2pMap map = map_of(
      "# VirtualToPhysical\n"
      "address_mapping_group    {\n"
      "  page_size: 0x10000\n"
      "  address_mapping {\n"
      "    virtual_address: 0x7f0000020000\n"
      "    physical_address: 0x3450000\n"
      "  }\n"
      "  address_mapping {\n"
      "    virtual_address: 65536\n"
      "    physical_address: 131072\n"
      "  }\n"
      "  information {\n"
      "    page_count: 2\n"
      "    bytes_mapped: 0x20000\n"
      "  }\n"
      "}\n");
  EXPECT_EQ(map.real(Ea(0x7f00'0002'0000)), GuestReal(0x345'0000));
  EXPECT_EQ(map.real(Ea(0x7f00'0002'ffff)), GuestReal(0x345'ffff));
  EXPECT_EQ(map.real(Ea(0x7f00'0003'0000)), std::nullopt);
  EXPECT_EQ(map.real(Ea(0x1'0008)), GuestReal(0x2'0008));
}

// Page 0 is a page like others.
TEST(TraceV2pMap, PageZeroAndFrameZeroAreThere) {
  const V2pMap map = map_of("page_size: 4096\nvirtual_address: 0\nphysical_address: 0\n");
  EXPECT_EQ(map.real(Ea(0x10)), GuestReal(0x10));
}

TEST(TraceV2pMap, TwoPagesOfOneFrameAreAllowed) {
  const V2pMap map = map_of(
      "page_size: 4096\nvirtual_address: 0x1000\nphysical_address: 0x9000\n"
      "virtual_address: 0x2000\nphysical_address: 0x9000\n");
  EXPECT_EQ(map.real(Ea(0x1000)), map.real(Ea(0x2000)));
}

TEST(TraceV2pMap, FilesThatAreNoneAreRefusedInTheirLine) {
  EXPECT_EQ(error_of("page_size: 4096\n"), "1: has no page");
  EXPECT_EQ(error_of("page_size 4096\n"), "1: \"page_size 4096\" is not KEY: NUMBER");
  EXPECT_EQ(error_of("page_size: 4k\n"), "1: \"page_size: 4k\" is not KEY: NUMBER");
  EXPECT_EQ(error_of("page_sise: 4096\n"),
            "1: \"page_sise\" is none of page_size, virtual_address and physical_address");
  EXPECT_EQ(error_of("page_size: 5000\n"), "1: a page has no 5000 bytes");
  EXPECT_EQ(error_of("page_size: 0\n"), "1: a page has no 0 bytes");
  EXPECT_EQ(error_of("page_size: 4096\npage_size: 65536\n"), "2: pages are of two sizes");
  EXPECT_EQ(error_of("virtual_address: 0x1000\n"),
            "1: a virtual_address comes before the page_size");
  EXPECT_EQ(error_of("page_size: 4096\nvirtual_address: 0x1008\n"),
            "2: the virtual_address 0x1008 is not where a page begins");
  EXPECT_EQ(error_of("page_size: 4096\nvirtual_address: 0x1000\nphysical_address: 0x9008\n"),
            "3: the physical_address 0x9008 is not where a page begins");
}

TEST(TraceV2pMap, APageHasOnePhysicalAddress) {
  const std::string page = "page_size: 4096\nvirtual_address: 0x1000\n";
  EXPECT_EQ(error_of(page), "2: the last virtual_address has no physical_address");
  EXPECT_EQ(error_of(page + "virtual_address: 0x2000\n"),
            "3: a virtual_address has no physical_address");
  EXPECT_EQ(error_of("page_size: 4096\nphysical_address: 0x1000\n"),
            "2: a physical_address has no virtual_address");
  EXPECT_EQ(error_of(page + "physical_address: 0\nvirtual_address: 0x1000\nphysical_address: 0\n"),
            "5: the page at 1000 is there twice");
}

}  // namespace
}  // namespace htabsim
