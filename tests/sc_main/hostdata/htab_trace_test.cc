// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/htab_trace.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

HtabTrace sample_trace(const std::string& name) {
  return read_htab_trace(kMeasurements / (name + ".strace"));
}

HtabTrace trace_of(const std::string& text) {
  const TemporaryFolder folder;
  return read_htab_trace(folder.file("trace", text));
}

std::uint64_t line_at_trace_fault(const std::string& text, const std::string& part) {
  return line_at_fault([&] { trace_of(text); }, part);
}

/// A call of thread 1 that begins at so many us and takes 2 us.
std::string at(unsigned us, const std::string& call) {
  return fmt::format("1 5.{:06} {} <0.000002>\n", us, call);
}

const std::string kOpen = at(0, "ioctl(9, KVM_PPC_GET_HTAB_FD, 0x7f00) = 20");
// Entries 16 and on: none valid, 3 not.
const std::string kRead = R"(read(20, "\20\0\0\0\0\0\3\0", 2048) = 8)";

// README.md has the groups that the client of these three samples was given.
TEST(HtabTrace, ReadsWhatStraceWrites) {
  for (const char* name : {"cut-short", "whole-stderr", "whole-hex"}) {
    const HtabTrace trace = sample_trace(name);
    EXPECT_EQ(trace.descriptor, 25) << name;
    EXPECT_EQ(trace.descriptors, 1) << name;
    EXPECT_EQ(trace.order, HeaderOrder::kLittle) << name;
    ASSERT_EQ(trace.reads.size(), 9) << name;
    EXPECT_EQ(trace.failed_reads, 1) << name;
    EXPECT_EQ(trace.reads[0].requested, 2048) << name;
    EXPECT_EQ(trace.reads[0].returned, 8 + 3 * 16 + 8 + 2 * 16) << name;
    EXPECT_EQ(trace.reads[3].groups.first, 3 * 64) << name;
    EXPECT_EQ(trace.reads[5].groups.invalid, 5) << name;
    EXPECT_EQ(trace.reads[6].returned, 0) << name;
    EXPECT_TRUE(trace.stopped_ns) << name;
  }
}

TEST(HtabTrace, StringsCutShortHideTheFurtherGroups) {
  EXPECT_EQ(sample_trace("cut-short").reads[0].groups.hidden, 8 + 2 * 16);
  EXPECT_EQ(sample_trace("whole-hex").reads[0].groups.hidden, 0);
  EXPECT_EQ(sample_trace("whole-hex").reads[0].groups.end, 64);
}

TEST(HtabTrace, DurationsAreThoseOfTheCalls) {
  // The first read of the sample: begun at .934582, 1,906 us long.
  const HtabTrace trace = sample_trace("cut-short");
  EXPECT_EQ(trace.reads[0].begin_ns % 1'000'000'000, 934582000);
  EXPECT_EQ(trace.reads[0].end_ns - trace.reads[0].begin_ns, 1906000);
  EXPECT_EQ(trace.reads[0].line, 6);
}

TEST(HtabTrace, BigEndianHeadersAreRecognised) {
  const HtabTrace trace = sample_trace("big-endian");
  EXPECT_EQ(trace.order, HeaderOrder::kBig);
  ASSERT_EQ(trace.reads.size(), 4);
  EXPECT_EQ(trace.reads[0].groups.valid, 1);
  EXPECT_EQ(trace.reads[0].groups.invalid, 0x1ff);
  EXPECT_EQ(trace.reads[1].groups.first, 0x200);
  EXPECT_EQ(*trace.stopped_ns % 1'000'000'000, 1000000 + 500000);
}

// Big-endian: 255 and 257 more, then 512. Little-endian: 0xff000000, then 0x20000.
TEST(HtabTrace, TheOrderInWhichTheIndexRisesIsTaken) {
  const HtabTrace trace = trace_of(kOpen + at(10, R"(read(20, "\0\0\0\377\0\0\1\1", 2048) = 8)") +
                                   at(20, R"(read(20, "\0\0\2\0\0\0\1\1", 2048) = 8)"));
  EXPECT_EQ(trace.order, HeaderOrder::kBig);
}

TEST(HtabTrace, HeadersThatFitBothOrdersAreLittleEndian) {
  const HtabTrace trace = trace_of(kOpen + at(10, R"(read(20, "\0\0\0\0\0\0\1\0", 2048) = 8)"));
  EXPECT_EQ(trace.order, HeaderOrder::kLittle);
  EXPECT_EQ(trace.reads[0].groups.invalid, 1);
}

TEST(HtabTrace, TheDescriptorIsFoundUnderEachNameOfTheIoctl) {
  for (const char* request :
       {"KVM_PPC_GET_HTAB_FD", "KVM_A or KVM_PPC_GET_HTAB_FD", "_IOC(_IOC_WRITE, 0xae, 0xaa, 0x20)",
        "0x8020aeaa", "0x4020aeaa", "0x8020aeaa /* KVM_PPC_GET_HTAB_FD */"}) {
    EXPECT_EQ(trace_of(at(0, fmt::format("ioctl(9, {}, 0x7f00) = 20", request)) + at(10, kRead))
                  .reads.size(),
              1)
        << request;
  }
}

TEST(HtabTrace, TheDescriptorThatWasReadMostIsTaken) {
  const HtabTrace trace = trace_of(
      kOpen + at(10, kRead) + at(20, "ioctl(9, KVM_PPC_GET_HTAB_FD, 0x7f00) = 21") +
      at(30, R"(read(21, "\1\0\0\0\0\0\1\0", 99) = 8)") +
      at(40, R"(read(21, "\2\0\0\0\0\0\1\0", 99) = 8)") + at(50, R"(read(3, "other", 5) = 5)"));
  EXPECT_EQ(trace.descriptor, 21);
  EXPECT_EQ(trace.descriptors, 2);
  EXPECT_EQ(trace.reads.size(), 2);
}

TEST(HtabTrace, ANumberThatIsOpenedAgainIsANewDescriptor) {
  const HtabTrace trace = trace_of(kOpen + at(10, kRead) + at(20, kRead) + kOpen + at(30, kRead));
  EXPECT_EQ(trace.descriptors, 2);
  EXPECT_EQ(trace.reads.size(), 2);
}

TEST(HtabTrace, AClosedNumberIsSomethingElse) {
  const HtabTrace trace = trace_of(kOpen + at(10, kRead) + at(20, "close(20) = 0") +
                                   at(30, R"(read(20, "hello", 5) = 5)"));
  EXPECT_EQ(trace.reads.size(), 1);
}

TEST(HtabTrace, ReadsThatFailAreNoReads) {
  const HtabTrace trace =
      trace_of(kOpen + at(10, "read(20, 0x7f, 2048) = -1 EFAULT (Bad address)") +
               at(20, "read(20, 0x7f, 2048) = -1 EINTR (Interrupted system call)") +
               at(30,
                  "read(20, 0x7f, 2048) = ? ERESTARTSYS (To be restarted if SA_RESTART is "
                  "set)") +
               at(40, kRead));
  EXPECT_EQ(trace.reads.size(), 1);
  EXPECT_EQ(trace.failed_reads, 3);
}

TEST(HtabTrace, TheGuestStopsWhereItsLastProcessorLeavesKvmRun) {
  const std::string run = "ioctl(12, KVM_RUN, 0) = 0";
  const HtabTrace trace =
      trace_of(kOpen + at(10, run) + at(14, kRead) + at(20, run) + at(40, kRead));
  EXPECT_EQ(trace.stopped_ns, 5'000022000);
  EXPECT_FALSE(trace_of(kOpen + at(10, kRead)).stopped_ns);
}

TEST(HtabTrace, TheLastProcessorToLeaveNeedNotBeTheLastLine) {
  const std::string two =
      "3 5.000010 ioctl(13, KVM_RUN, 0) = 0 <0.000012>\n"
      "2 5.000005 ioctl(12, KVM_RUN, 0) = 0 <0.000015>\n";
  EXPECT_EQ(trace_of(kOpen + two + at(40, kRead)).stopped_ns, 5'000022000);
  EXPECT_FALSE(trace_of(kOpen + two + at(18, kRead)).stopped_ns);
}

TEST(HtabTrace, AGuestThatRunsOnHasNotStopped) {
  const std::string run = "ioctl(12, KVM_RUN, 0) = 0";
  const std::string before = kOpen + at(10, run) + at(14, kRead);
  EXPECT_TRUE(trace_of(before).stopped_ns);
  EXPECT_TRUE(trace_of(before + at(20, run)).stopped_ns);  // a guest that was started again
  EXPECT_FALSE(trace_of(before + "2 5.000012 ioctl(12, KVM_RUN, 0) = 0 <0.000900>\n").stopped_ns);
  EXPECT_FALSE(trace_of(before + "2 5.000012 ioctl(12, KVM_RUN <unfinished ...>\n").stopped_ns);
  EXPECT_FALSE(trace_of(before + "2 5.000012 ioctl(12, 0xae80, 0 <detached ...>\n").stopped_ns);
  EXPECT_TRUE(trace_of(before + "2 5.000018 ioctl(12, KVM_RUN <unfinished ...>\n").stopped_ns);
}

// Two reads, the second of which is cut within its result.
TEST(HtabTrace, LogThatIsCutInItsLastLineIsUsedUpToThere) {
  const std::string whole = kOpen + at(10, kRead);
  const HtabTrace trace = trace_of(whole + at(20, kRead).substr(0, at(20, kRead).size() - 8));
  EXPECT_EQ(trace.reads.size(), 1u);
  EXPECT_EQ(trace.cut_line, 3u);
  EXPECT_FALSE(trace_of(whole).cut_line);
}

TEST(HtabTrace, TellsWhatIsMissing) {
  EXPECT_EQ(
      line_at_trace_fault(at(10, kRead), "no ioctl KVM_PPC_GET_HTAB_FD returned a descriptor"), 0);
  EXPECT_EQ(line_at_trace_fault(
                at(0, "ioctl(9, KVM_PPC_GET_HTAB_FD, 0x7f00) = -1 EINVAL (Invalid argument)"),
                "no ioctl KVM_PPC_GET_HTAB_FD returned a descriptor"),
            0);
  EXPECT_EQ(line_at_trace_fault(kOpen, "the HTAB descriptor 20 was never read"), 0);
}

TEST(HtabTrace, WrongLinesAreNamed) {
  const auto fault = [](const std::string& call, const std::string& part) {
    return line_at_trace_fault(kOpen + at(10, kRead) + at(20, call), part);
  };
  EXPECT_EQ(fault(R"(read(20, "ab", 2048) = 3)", "2 bytes are shown of 3 read"), 3);
  EXPECT_EQ(fault(R"(read(20, "abcdefgh"..., 2048) = 8)", "8 bytes are shown of 8 read"), 3);
  EXPECT_EQ(fault(R"(read(20, "abcdefgh", 4) = 8)", "read of '4' bytes returned 8"), 3);
  EXPECT_EQ(fault(R"(read(20, "abcdefgh", all) = 8)", "read of 'all' bytes returned 8"), 3);
  EXPECT_EQ(fault(R"(read(20, 2048) = 8)", "read has 2 arguments, not 3"), 3);
  EXPECT_EQ(fault(R"(read(20, 0x7f, 2048) = 8)", "the bytes are '0x7f', not a string"), 3);
  EXPECT_EQ(fault(R"(read(20, ""..., 2048) = 8)", "only 0 bytes of what was read are shown"), 3);
  EXPECT_EQ(fault(R"(read(20, "hello, world", 2048) = 12)",
                  "what was read is no HTAB stream: its groups do not fill the 12 bytes"),
            3);
}

}  // namespace
}  // namespace htabsim
