// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/guest_registers.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

const std::string kStart = "start MSR=1 LPCR=2 PVR=3 AMR=4 IAMR=5 SDR1=6\n";
const std::string kEnd = "end MSR=a LPCR=b PVR=c AMR=d IAMR=e SDR1=f\n";

InputError registers_fault(const std::string& text) {
  const TemporaryFolder folder;
  return caught([&] { read_guest_registers(folder.file("regs.txt", text)); });
}

TEST(GuestRegisters, AreReadInAnyOrder) {
  const TemporaryFolder folder;
  const auto registers = read_guest_registers(
      folder.file("regs.txt", kEnd + "start SDR1=6 MSR=1 PVR=3 LPCR=2 AMR=4 IAMR=5\n"));
  EXPECT_EQ(registers.start, (GuestRegisters{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(registers.end, (GuestRegisters{10, 11, 12, 13, 14, 15}));
}

TEST(GuestRegisters, NeedBothLinesOnce) {
  EXPECT_EQ(registers_fault("").text(), "has no line 'start'");
  EXPECT_EQ(registers_fault(kEnd).text(), "has no line 'start'");
  EXPECT_EQ(registers_fault(kStart).text(), "has no line 'end'");
  EXPECT_EQ(registers_fault(kStart + kEnd + kStart).text(), "a second line 'start'");
  EXPECT_EQ(registers_fault(kStart + kEnd + kStart).line(), 3u);
  EXPECT_EQ(registers_fault(kStart + "finish MSR=1\n").text(),
            "begins with 'finish', not with start or end");
}

TEST(GuestRegisters, AreEachGivenOnceInHexadecimal) {
  const auto end = [](const std::string& line) {
    return registers_fault(kStart + "end " + line + "\n");
  };
  EXPECT_EQ(end("MSR=1 LPCR=2 PVR=3 IAMR=5 SDR1=6").text(), "AMR is missing");
  EXPECT_EQ(end("MSR=1 MSR=1").text(), "MSR is given twice");
  EXPECT_EQ(end("MSR=1 LPRC=2").text(), "unknown register 'LPRC'; did you mean LPCR?");
  EXPECT_EQ(end("MSR=xyz").text(), "MSR is 'xyz', not a hexadecimal number");
  EXPECT_EQ(end("MSR").text(), "the line ends before the register's value");
  EXPECT_EQ(end("MSR=1,2").text(), "unexpected ',2' after the last field");
  EXPECT_EQ(end("MSR=1,2").line(), 2u);
}

}  // namespace
}  // namespace htabsim
