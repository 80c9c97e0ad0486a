// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/htm_reader.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/trace/htm_decoder.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

using HtmWords = std::vector<std::uint64_t>;

// POWER8's head: tag in 36:55, and the bits that say what follows (trace-formats T2).
constexpr std::uint64_t kPower8Tag = 0xabcdeULL << 8;
constexpr std::uint64_t kPower8Branch = 1ULL << 31;
constexpr std::uint64_t kPower8Valid = 0x80;
constexpr std::uint64_t kPower8Iea = 0x40;
constexpr std::uint64_t kPower8Ira = 0x20;
constexpr std::uint64_t kPower8Dea = 0x10;
constexpr std::uint64_t kPower8Dra = 0x08;
constexpr std::uint64_t kPower8Esid = 0x04;

constexpr std::uint64_t kHtmNormalTime = 0xaceff80000000123;
constexpr std::uint64_t kHtmRecordsDropped = 0xaceffa0010000000;
constexpr std::uint64_t kHtmNonsense = 0x1122334455667788;

constexpr std::uint32_t kHtmNop = 0x60000000;
constexpr std::uint32_t kHtmLd = 0xe9230000;    // ld r9,0(r3)
constexpr std::uint32_t kHtmStw = 0x91230000;   // stw r9,0(r3)
constexpr std::uint32_t kHtmDcbz = 0x7c001fec;  // dcbz 0,r3

constexpr std::uint64_t power8(std::uint32_t word, std::uint64_t told) {
  return std::uint64_t{word} << 32 | kPower8Tag | kPower8Valid | told;
}

// POWER10's heads: tag in 36:55, type in 34:35.
constexpr std::uint64_t kPower10Walk = 0x000000001abcdf00;
constexpr std::uint64_t kPower10Line = 0x000000003abcdf00;
constexpr std::uint64_t kPower10Branch = 1ULL << 31;
constexpr std::uint64_t kPower10Prefixed = 1ULL << 30;
constexpr std::uint64_t kPower10Msr = 0xb8c0000000000000;

constexpr std::uint64_t power10(std::uint32_t word, std::uint64_t ea_bits, unsigned data = 0,
                                std::uint64_t flags = 0) {
  return std::uint64_t{word} << 32 | 0x2abcdf00 | ea_bits | data | flags;
}

HtmWords htm_joined(std::initializer_list<HtmWords> parts) {
  HtmWords all;
  for (const HtmWords& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::string htm_bytes(const HtmWords& words) {
  std::string bytes;
  for (const std::uint64_t word : words) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(word >> shift & 0xff);
  }
  return bytes;
}

FileCursor htm_file(const std::string& bytes) { return FileCursor(InputFile("dump.htm", bytes)); }
FileCursor htm_file(const HtmWords& words) { return htm_file(htm_bytes(words)); }

struct DecodedHtm {
  std::vector<HtmInstruction> instructions;
  HtmCounts counts;
};

DecodedHtm decoded_htm(const HtmWords& words) {
  HtmDecoder decoder(htm_file(words));
  DecodedHtm all;
  for (HtmInstruction instruction; decoder.next(instruction);) {
    all.instructions.push_back(instruction);
  }
  all.counts = decoder.counts();
  return all;
}

/// The only one of a dump.
HtmInstruction instruction_of(const HtmWords& words) {
  const auto all = decoded_htm(words).instructions;
  EXPECT_EQ(all.size(), 1u);
  return all.at(0);
}

struct ReadHtm {
  std::vector<PlainAccess> accesses;
  std::vector<TraceRemark> remarks;
};

ReadHtm read_htm(const HtmWords& words) {
  HtmReader reader(htm_file(words));
  ReadHtm all;
  for (PlainAccess access; reader.next(access);) all.accesses.push_back(access);
  all.remarks = reader.remarks();
  return all;
}

PlainAccess htm_access(PlainAccessKind kind, std::uint64_t ea, std::uint16_t size,
                       std::uint64_t line) {
  PlainAccess access;
  access.kind = kind;
  access.ea = Ea(ea);
  access.size = size;
  constexpr std::uint64_t kMask = low_mask(48);
  access.line = line & kMask;
  return access;
}

PlainAccess htm_at(PlainAccess access, std::uint64_t real, std::uint8_t page_shift = 0) {
  access.real = GuestReal(real);
  access.page_shift = page_shift;
  return access;
}

// Records of POWER10: a line's address and its real page; a walk, which is passed over; a head with
// the instruction; the MSR; a data address and its real page.
const HtmWords kHtmWalkToCode = {kPower10Walk,       0x1e00301faaad0000, 0x2e00301faa000000,
                                 0x1c00000001d40300, 0x1800301faaae03f8, 0x3e00301faa000000,
                                 0x1c00000001d40000, 0x1800007ffabc0000, 0xb800000000000000,
                                 0x0100000000000000};
const HtmWords kHtmCutInTheMiddle = htm_joined(
    {kHtmWalkToCode, {kPower10Line, 0xc000000000b40780, 0x0000000b40000000, 0x7f8438002abcdf54}});
const HtmWords kHtmLoad =
    htm_joined({kHtmWalkToCode,
                {kPower10Line, 0xc000000000b42e00, 0x0000000b42000000, 0x800000001abcdf00,
                 0x1c00000001d40000, 0x1800007ffabc0ff8, 0xb800007fc0000000, 0x0100000000000000,
                 0xebed00302abcdf4d, kPower10Msr, 0xc000007ffffef2b0, 0x0003fffff7800000}});
const HtmWords kHtmCompare = {kPower10Line, 0xc000000000b78d80, 0x0000000b78000000,
                              0x7c3f48402abcdf34, kPower10Msr};

TEST(HtmReader, ReadsALoadOfPower10) {
  const auto read = read_htm(kHtmLoad);
  ASSERT_EQ(read.accesses.size(), 2u);
  EXPECT_EQ(read.accesses[0],
            htm_at(htm_access(PlainAccessKind::kFetch, 0xc000000000b42e4c, 4, 19), 0xb42e4c));
  EXPECT_EQ(read.accesses[1],
            htm_at(htm_access(PlainAccessKind::kLoad, 0xc000007ffffef2b0, 8, 19), 0x7ffffef2b0));
  EXPECT_EQ(read.remarks, (std::vector<TraceRemark>{{"translation walks", 2}}));
  EXPECT_EQ(instruction_of(kHtmLoad).word, 0xebed0030);
}

TEST(HtmReader, ReadsPower10WithAHashedTable) {
  const HtmInstruction compare = instruction_of(kHtmCompare);
  EXPECT_EQ(compare.word, 0x7c3f4840u);
  EXPECT_EQ(compare.ea, Ea(0xc000000000b78db4));
  EXPECT_EQ(compare.page->real(*compare.ea), GuestReal(0xb78db4));
  EXPECT_EQ(compare.record, 4u);
  EXPECT_FALSE(compare.branch);
}

// The file ends before the word of the MSR.
TEST(HtmReader, KeepsWhatARecordThatEndsTooSoonTold) {
  const auto sample = decoded_htm(kHtmCutInTheMiddle);
  ASSERT_EQ(sample.instructions.size(), 1u);
  EXPECT_EQ(sample.instructions[0].word, 0x7f843800u);
  EXPECT_EQ(sample.instructions[0].ea, Ea(0xc000000000b407d4));
  EXPECT_EQ(sample.counts.cut_records, 1u);
}

/// A recoded word, where it was, and the instruction.
struct RecodedBranch {
  std::uint32_t recoded;
  std::uint64_t ea;
  std::uint32_t word;
};

// Where POWER10 puts a branch's fields: 1 LK; 2:3 where the target is; 11:12 form; BO 5:8 and 13,
// BI 10 and 15:18; target in 4:10 and 15:31 of form 0, 4 and 19:31 of form 1; BH 21:22; 20 bctar.
TEST(HtmReader, UndoesPower10sRecodingOfBranches) {
  constexpr RecodedBranch kBranches[] = {
      {0x03a481fc, 0xc000000000ea080c, 0x4bffffe4},  // b .-28
      {0x4c1e00a4, 0xc00000000000da08, 0x4c0000a4},  // rfscv
      {0x4c1e0024, 0xc000000000010900, 0x4c000024},  // rfid
      {0x018c419d, 0x10000670, 0x40e20004},          // bne+ .+4
      {0x0188419e, 0x10000674, 0x40c20004},          // bne- .+4
      {0x014a419f, 0x10000678, 0x40820004},          // bne .+4
      {0x2b944020, 0x100006c8, 0x4de20020},          // beqlr+
      {0x2b584120, 0x100006dc, 0x4d820420},          // beqctr
      {0x2d1c0120, 0x100006f8, 0x4e800420},          // bctr
      {0x29584960, 0x10000730, 0x4c820460},          // bnetar
      {0x6d1c0120, 0x10000600, 0x4e800421},          // bctrl
      {0x50000001, 0x13fffffc, 0x48000009},          // bl .+8, into the next 64 MB
      {0x20000040, 0x10000000, 0x48000102},          // ba 0x100
      {0x7c00001e, 0x10000600, 0x7c00001e},          // isel stays
  };
  for (const RecodedBranch& branch : kBranches) {
    const auto read =
        instruction_of({kPower10Line, branch.ea & ~0x7fULL, 0,
                        power10(branch.recoded, branch.ea & 0x7c, 0, kPower10Branch), kPower10Msr});
    EXPECT_EQ(read.word, branch.word) << std::hex << branch.recoded << " is not " << read.word;
    EXPECT_EQ(read.ea, Ea(branch.ea));
    EXPECT_TRUE(read.branch);
  }
}

// POWER8 has LK in 1, the form in 2:3, where the target is in 4:5; the target is in 6:29 of form 0
// with bit 30, else in 6 and 17:29; BO and BI are in 7:16; BH is in 19:20, and 18 is bctar.
TEST(HtmReader, UndoesPower8sRecodingOfBranches) {
  constexpr RecodedBranch kBranches[] = {
      {0x0001000a, 0x10000, 0x48000008},     // b .+8
      {0x4000fffe, 0x10000, 0x4bfffffd},     // bl .-4
      {0x0800010a, 0x10000, 0x4800010a},     // ba 0x108
      {0x04000006, 0x3fffffc, 0x48000008},   // b .+8, into the next 64 MB
      {0x10410008, 0x10000, 0x40820008},     // bne .+8
      {0x00410008, 0x10000, 0x40820008},     // the same, of form 0 without bit 30
      {0x1e417ff8, 0x10000, 0x4082fff8},     // bne .-8
      {0x21400000, 0x10000, 0x4e800020},     // blr
      {0x71400000, 0x10000, 0x4e800421},     // bctrl
      {0x31402000, 0x10000, 0x4e800460},     // bctar
      {0x7c00001e, 0x10000600, 0x7c00001e},  // isel stays
  };
  for (const RecodedBranch& branch : kBranches) {
    const auto read =
        instruction_of({power8(branch.recoded, kPower8Iea | kPower8Branch), branch.ea});
    EXPECT_EQ(read.word, branch.word) << std::hex << branch.recoded << " is not " << read.word;
  }
}

TEST(HtmReader, SharesDataInTwoPagesOut) {
  const auto read =
      read_htm({kPower10Line, 0x12cef0980, 0xcc4cf4ULL << 24, power10(kHtmLd, 0x1c, 2), kPower10Msr,
                0x3fffbd176ffe, 0xcc1287ULL << 23, 0x3fffbd177000, 0xcc2044ULL << 23});
  ASSERT_EQ(read.accesses.size(), 3u);
  EXPECT_EQ(read.accesses[1],
            htm_at(htm_access(PlainAccessKind::kLoad, 0x3fffbd176ffe, 2, 4), 0xcc1287ffe));
  EXPECT_EQ(read.accesses[2],
            htm_at(htm_access(PlainAccessKind::kLoad, 0x3fffbd177000, 6, 4), 0xcc2044000));
}

TEST(HtmReader, ReadsAPrefixedInstruction) {
  constexpr std::uint32_t kPldPrefix = 0x04000000;  // pld r9,16(r3)
  constexpr std::uint32_t kPldSuffix = 0xe5230010;
  const auto read =
      read_htm({kPower10Line, 0x13c250780, 0, power10(kPldSuffix, 0x40, 1, kPower10Prefixed),
                kPower10Msr, std::uint64_t{kPldPrefix} << 32, 0x2000, 0});
  ASSERT_EQ(read.accesses.size(), 2u);
  EXPECT_EQ(read.accesses[0],
            htm_at(htm_access(PlainAccessKind::kFetch, 0x13c2507c0, 8, 4), 0x7c0));
  EXPECT_EQ(read.accesses[1], htm_at(htm_access(PlainAccessKind::kLoad, 0x2000, 8, 4), 0));
}

TEST(HtmReader, APrefixedInstructionWithoutItsPrefixIsNone) {
  const auto read =
      decoded_htm({kPower10Line, 0x13c250780, 0, power10(0, 0x40, 0, kPower10Prefixed), kPower10Msr,
                   power10(kHtmNop, 0x48), kPower10Msr});
  ASSERT_EQ(read.instructions.size(), 1u);
  EXPECT_EQ(read.instructions[0].word, kHtmNop);
  EXPECT_EQ(read.instructions[0].ea, std::nullopt);
  EXPECT_EQ(read.counts.cut_records, 1u);
}

TEST(HtmReader, ReadsPower10sSegments) {
  const HtmInstruction slbmte =
      instruction_of({kPower10Line, 0xc000000000081580, 0x0000000081000000, 0x7cc01b242abcdf7b,
                      0xb0c0000000000000, 0x0000000010000000, 0x000aa229f547dc80});
  EXPECT_EQ(slbmte.ea, Ea(0xc0000000000815f8));
  EXPECT_EQ(slbmte.esid, 1u);
  EXPECT_EQ(slbmte.vsid, (HtmVsid{.vsid = Vsid(0xaa229f547d), .ks = true, .kp = true, .c = true}));
  EXPECT_EQ(slbmte.data[0], HtmData{});
}

TEST(HtmReader, Power10TellsALineOfCodeOnce) {
  const auto read = read_htm({kPower10Line, 0x10000600, 0xbdb710ULL << 24, power10(kHtmNop, 0x70),
                              kPower10Msr, power10(kHtmNop, 0x74), kPower10Msr});
  EXPECT_EQ(read.accesses,
            (std::vector{htm_at(htm_access(PlainAccessKind::kFetch, 0x10000670, 4, 4), 0xbdb710670),
                         htm_access(PlainAccessKind::kFetch, 0x10000674, 4, 6)}));
}

TEST(HtmReader, AnotherLineReplacesThatOfAnInstructionThatNeverCompleted) {
  const HtmInstruction nop = instruction_of({kPower10Line, 0x10000, 0, kPower10Line, 0x20000,
                                             0x5ULL << 24, power10(kHtmNop, 4), kPower10Msr});
  EXPECT_EQ(nop.ea, Ea(0x20004));
  EXPECT_EQ(nop.page->address, GuestReal(0x5000));
}

/// IRA: page in 0:37, size in 38:39. DRA: size in 0:1, page in 2:39.
struct Power8PageSize {
  std::uint64_t ira;
  std::uint64_t dra;
  std::uint8_t shift;
};

TEST(HtmReader, ReadsPower8sPages) {
  for (const auto& [ira, dra, shift] :
       {Power8PageSize{1, 0, 12}, Power8PageSize{2, 1, 16}, Power8PageSize{3, 3, 24}}) {
    const auto read = read_htm({power8(kHtmStw, kPower8Iea | kPower8Ira | kPower8Dea | kPower8Dra),
                                0x10abcdef, 0x7000000ULL >> 12 << 26 | ira << 24,
                                0xc000000012345678, dra << 62 | 0x9000000ULL >> 12 << 24});
    const std::uint64_t offset = low_mask(shift);
    EXPECT_EQ(read.accesses,
              (std::vector{htm_at(htm_access(PlainAccessKind::kFetch, 0x10abcdec, 4, 1),
                                  0x7000000 | (0xabcdec & offset), shift),
                           htm_at(htm_access(PlainAccessKind::kStore, 0xc000000012345678, 4, 1),
                                  0x9000000 | (0x345678 & offset), shift)}));
  }
}

TEST(HtmReader, APageOfAReservedSizeIsNotTold) {
  const HtmInstruction stw =
      instruction_of({power8(kHtmStw, kPower8Iea | kPower8Ira | kPower8Dea | kPower8Dra), 0x1000, 0,
                      0x2000, 2ULL << 62});
  EXPECT_EQ(stw.page, std::nullopt);
  EXPECT_EQ(stw.data[0], (HtmData{.ea = Ea(0x2000), .page = std::nullopt}));
}

// The VSID word: 0:1 size, 2:51 VSID, 52 Ks, 53 Kp, 54 N, 55 and 58:59 L||LP, 56 C, 57 TA; of a
// segment of 1 TB the VSID ends at 39, as in slbmte's RS.
TEST(HtmReader, ReadsPower8sSegments) {
  const auto segment = [](std::uint64_t vsid) {
    return instruction_of({power8(kHtmLd, kPower8Iea | kPower8Dea | kPower8Dra | kPower8Esid),
                           0x1000, 0xc00000000ULL << 28, vsid});
  };
  const HtmInstruction small = segment(0x123456789abcdULL << 12 | 0xa50);
  EXPECT_EQ(small.esid, 0xc00000000);
  EXPECT_EQ(small.vsid,
            (HtmVsid{.vsid = Vsid(0x123456789abcd), .ks = true, .n = true, .l_lp = 1, .ta = true}));
  EXPECT_EQ(small.data[0], HtmData{});
  const HtmInstruction large = segment(1ULL << 62 | 0x123456789ULL << 24 | 0x5a0);
  EXPECT_EQ(
      large.vsid,
      (HtmVsid{.segment_size = 1, .vsid = Vsid(0x123456789), .kp = true, .l_lp = 6, .c = true}));
}

TEST(HtmReader, OnPower8AnInstructionFollowsTheOneBefore) {
  const auto read = read_htm({power8(kHtmNop, kPower8Iea), 0xc000000000001003, power8(kHtmNop, 0),
                              power8(kHtmNop, 0), power8(kHtmNop, kPower8Iea), 0x2000});
  EXPECT_EQ(read.accesses,
            (std::vector{htm_access(PlainAccessKind::kFetch, 0xc000000000001000, 4, 1),
                         htm_access(PlainAccessKind::kFetch, 0xc000000000001004, 4, 3),
                         htm_access(PlainAccessKind::kFetch, 0xc000000000001008, 4, 4),
                         htm_access(PlainAccessKind::kFetch, 0x2000, 4, 5)}));
}

TEST(HtmReader, ABlockBeginsAtItsBoundary) {
  const auto read =
      read_htm({power8(kHtmDcbz, kPower8Iea | kPower8Dea | kPower8Dra), 0x1000, 0x20c5, 0});
  ASSERT_EQ(read.accesses.size(), 2u);
  EXPECT_EQ(read.accesses[1],
            htm_at(htm_access(PlainAccessKind::kStore, 0x2080, 128, 1), 0x80, 12));
}

TEST(HtmReader, AnAtomicOperationModifies) {
  constexpr std::uint32_t kLwat = 0x7d23048c;  // lwat r9,r3,0
  const auto read = read_htm({power8(kLwat, kPower8Iea | kPower8Dea), 0x1000, 0x2000});
  ASSERT_EQ(read.accesses.size(), 2u);
  EXPECT_EQ(read.accesses[1], htm_access(PlainAccessKind::kModify, 0x2000, 4, 1));
}

TEST(HtmReader, DataOfAnInstructionThatAccessesNoneIsARemark) {
  const auto read = read_htm({power8(kHtmNop, kPower8Iea | kPower8Dea), 0x1000, 0x2000});
  EXPECT_EQ(read.accesses, (std::vector{htm_access(PlainAccessKind::kFetch, 0x1000, 4, 1)}));
  EXPECT_EQ(read.remarks,
            (std::vector<TraceRemark>{{"data addresses of instructions that access no data", 1}}));
}

TEST(HtmReader, DataIsReadThoughTheInstructionsAddressIsUnknown) {
  const auto read = read_htm({power8(kHtmLd, kPower8Dea), 0x2000});
  EXPECT_EQ(read.accesses, (std::vector{htm_access(PlainAccessKind::kLoad, 0x2000, 8, 1)}));
  EXPECT_EQ(read.remarks, (std::vector<TraceRemark>{{"instructions at an unknown address", 1}}));
}

TEST(HtmReader, InstructionsMarkedNotValidAreNotGiven) {
  const auto read =
      decoded_htm({power8(kHtmNop, kPower8Iea) & ~kPower8Valid, 0x1000, power8(kHtmNop, kPower8Iea),
                   0x3000, power8(kHtmNop, 0) & ~kPower8Valid, power8(kHtmNop, 0)});
  ASSERT_EQ(read.instructions.size(), 2u);
  EXPECT_EQ(read.instructions[1].ea, Ea(0x3004));
  EXPECT_EQ(read.counts, (HtmCounts{.invalid_instructions = 2}));
}

TEST(HtmReader, AfterNonsenseAnAddressHasToBeToldAnew) {
  const auto read = read_htm({power8(kHtmNop, kPower8Iea), 0x1000, kHtmNonsense, power8(kHtmNop, 0),
                              power8(kHtmNop, kPower8Iea), 0x3000, power8(kHtmNop, 0)});
  EXPECT_EQ(read.accesses, (std::vector{htm_access(PlainAccessKind::kFetch, 0x1000, 4, 1),
                                        htm_access(PlainAccessKind::kFetch, 0x3000, 4, 5),
                                        htm_access(PlainAccessKind::kFetch, 0x3004, 4, 7)}));
  EXPECT_EQ(read.remarks, (std::vector<TraceRemark>{{"instructions at an unknown address", 1},
                                                    {"words that make no sense", 1}}));
}

TEST(HtmReader, ARecordEndsWhereAnotherBegins) {
  const auto read = read_htm({power8(kHtmLd, kPower8Iea | kPower8Dea | kPower8Dra), 0x1000, 0x2000,
                              power8(kHtmNop, kPower8Iea), 0x3000});
  EXPECT_EQ(read.accesses, (std::vector{htm_access(PlainAccessKind::kFetch, 0x1000, 4, 1),
                                        htm_access(PlainAccessKind::kLoad, 0x2000, 8, 1),
                                        htm_access(PlainAccessKind::kFetch, 0x3000, 4, 4)}));
  EXPECT_EQ(read.remarks, (std::vector<TraceRemark>{{"records that end too soon", 1}}));
}

TEST(HtmReader, AWalkHasALastStep) {
  HtmWords words = {kPower10Walk};
  words.resize(1 + 38);
  words.insert(words.end(), kHtmCompare.begin(), kHtmCompare.end());
  const auto read = decoded_htm(words);
  EXPECT_EQ(read.instructions.size(), 1u);
  EXPECT_EQ(read.counts, (HtmCounts{.cut_records = 1}));
}

TEST(HtmReader, AfterLostRecordsAnAddressHasToBeToldAnew) {
  const auto read = decoded_htm({power8(kHtmNop, kPower8Iea), 0x1000, kHtmRecordsDropped,
                                 kHtmNormalTime, power8(kHtmNop, 0)});
  ASSERT_EQ(read.instructions.size(), 2u);
  EXPECT_EQ(read.instructions[1].ea, std::nullopt);
  EXPECT_EQ(read.counts, (HtmCounts{.stamps = 2, .losses = 1}));
}

TEST(HtmReader, HalfAWordAtTheEndMakesNoSense) {
  HtmReader reader(htm_file(htm_bytes({power8(kHtmNop, kPower8Iea), 0x1000}) + "1234"));
  PlainAccess access;
  EXPECT_TRUE(reader.next(access));
  EXPECT_FALSE(reader.next(access));
  EXPECT_EQ(reader.remarks(), (std::vector<TraceRemark>{{"words that make no sense", 1}}));
}

TEST(HtmReader, AFileWithoutAWordHasNoAccess) {
  EXPECT_TRUE(read_htm({}).accesses.empty());
  EXPECT_TRUE(read_htm({0, 0, 0}).accesses.empty());
}

TEST(HtmReader, IsReadFromAFile) {
  const TemporaryFolder folder;
  const auto path = folder.file("power10.htm", htm_bytes(kHtmLoad));
  HtmReader reader{FileCursor{InputFile(path)}};
  PlainAccess access;
  EXPECT_TRUE(reader.next(access));
  EXPECT_EQ(reader.file_name(), path.string());
}

TEST(HtmReader, RefusesAFileOfWhichMostMakesNoSense) {
  const HtmWords one = {power8(kHtmNop, kPower8Iea), 0x1000};
  EXPECT_EQ(caught([&] {
              read_htm(htm_joined({one, {1, 2, 3}}));
            }).what(),
            std::string("dump.htm: at byte 16: 3 of the first 5 words, from here on, make no sense "
                        "as a POWER8 or POWER10 hardware trace"));
  EXPECT_EQ(read_htm(htm_joined({one, {1, 2}})).accesses.size(), 1u);
}

TEST(HtmReader, RefusesALongFileBeforeItsEnd) {
  HtmReader reader(htm_file(HtmWords(1'000'000, kHtmNonsense)));
  PlainAccess access;
  const InputError error = caught([&] { reader.next(access); });
  EXPECT_EQ(error.text().substr(0, 38), "at byte 0: 501 of the first 501 words,");
}

TEST(HtmReader, IsJudgedByItsBeginning) {
  HtmWords words(1000, power8(kHtmNop, 0));
  words.resize(5000, kHtmNonsense);
  EXPECT_EQ(decoded_htm(words).counts.senseless_words, 4000u);
}

TEST(HtmReader, RecognisesADump) {
  for (const HtmWords& words :
       {kHtmCutInTheMiddle, kHtmLoad, kHtmCompare, HtmWords{power8(kHtmNop, 0)},
        htm_joined({{0, 0, kHtmNormalTime, 0xaceff00000000000}, kHtmCompare}),
        HtmWords{0xaceff40000000000}, htm_joined({kHtmCompare, {kHtmNonsense, kHtmNonsense}})}) {
    EXPECT_TRUE(HtmReader::recognises(htm_bytes(words)));
  }
  HtmWords cut = kHtmLoad;
  for (; !cut.empty(); cut.pop_back()) EXPECT_TRUE(HtmReader::recognises(htm_bytes(cut)));
}

TEST(HtmReader, RecognisesNothingElse) {
  const std::string elf(
      "\x7f"
      "ELF\x02\x02\x01\0\0\0\0\0\0\0\0\0\0\x02\0\x15",
      20);
  const std::string gzip("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
  for (const std::string& start :
       {std::string(), std::string("\xac\xef\xf0", 3), std::string(65536, '\0'), elf, gzip,
        std::string("I  0401ab70,3\n L 1ffefffc48,8\n"), std::string("ABCDEABCDFABCDEABCDF"),
        htm_bytes({0xaceff50000000000}), htm_bytes({0x000000000abcdf00}), htm_bytes({kPower8Tag}),
        htm_bytes({kHtmNonsense, kHtmNormalTime, kHtmNormalTime, kHtmNormalTime}),
        htm_bytes({power8(kHtmNop, 0)}) + "a text that goes on and on"}) {
    EXPECT_FALSE(HtmReader::recognises(start)) << testing::PrintToString(start.substr(0, 64));
  }
}

/// As POWER8 would write it; `following`: the address is not told.
HtmWords power8_record(const HtmInstruction& instruction, bool following) {
  HtmWords words;
  std::uint64_t told = 0;
  const auto tell = [&](std::uint64_t bit, std::uint64_t word) {
    told |= bit;
    words.push_back(word);
  };
  const auto size_code = [](std::uint8_t shift) {
    return shift == 12 ? 1U : shift == 16 ? 2U : 3U;
  };
  if (!following) tell(kPower8Iea, instruction.ea->value());
  if (const auto& page = instruction.page) {
    const std::uint64_t size = size_code(page->shift);
    tell(kPower8Ira, page->address.value() >> 12 << 26 | size << 24);
  }
  if (instruction.data[0].ea) tell(kPower8Dea, instruction.data[0].ea->value());
  if (const auto& page = instruction.data[0].page) {
    const std::uint64_t size = page->shift == 24 ? 3 : size_code(page->shift) - 1;
    tell(kPower8Dra, size << 62 | page->address.value() >> 12 << 24);
  }
  if (instruction.esid) tell(kPower8Dea | kPower8Esid, *instruction.esid << 28);
  if (const auto& v = instruction.vsid) {
    const std::uint64_t flags = (v->ks ? 0x800U : 0U) | (v->kp ? 0x400U : 0U) |
                                (v->n ? 0x200U : 0U) | (v->c ? 0x80U : 0U) | (v->ta ? 0x40U : 0U) |
                                (v->l_lp & 4U) << 6 | (v->l_lp & 3U) << 4;
    tell(kPower8Dra | kPower8Esid, std::uint64_t{v->segment_size} << 62 |
                                       v->vsid.value() << (v->segment_size == 1 ? 24 : 12) | flags);
  }
  words.insert(words.begin(), power8(instruction.word, told));
  return words;
}

/// Addresses that no record's tag or stamp can be in.
std::uint64_t any_htm_ea() {
  const auto region = *rc::gen::element<std::uint64_t>(0x0, 0xc, 0xd);
  return region << 60 | *rc::gen::inRange<std::uint64_t>(0, 0xa0000000);
}

std::optional<HtmRealPage> any_htm_page() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  const auto shift = *rc::gen::element<std::uint8_t>(12, 16, 24);
  const auto page = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 16);
  return HtmRealPage{.address = GuestReal(page << shift), .shift = shift};
}

HtmVsid any_htm_vsid() {
  const auto size = *rc::gen::inRange<std::uint8_t>(0, 2);
  return {.segment_size = size,
          .vsid = Vsid(*rc::gen::inRange<std::uint64_t>(0, 0x90000000)),
          .ks = *rc::gen::arbitrary<bool>(),
          .kp = *rc::gen::arbitrary<bool>(),
          .n = *rc::gen::arbitrary<bool>(),
          .l_lp = *rc::gen::inRange<std::uint8_t>(0, 8),
          .c = *rc::gen::arbitrary<bool>(),
          .ta = *rc::gen::arbitrary<bool>()};
}

HtmInstruction any_htm_instruction() {
  HtmInstruction instruction;
  instruction.word = *rc::gen::inRange<std::uint32_t>(1, 0x40000000);
  instruction.ea = Ea(any_htm_ea() & ~3ULL);
  instruction.page = any_htm_page();
  if (*rc::gen::arbitrary<bool>()) {
    instruction.data[0] = {.ea = Ea(any_htm_ea()), .page = any_htm_page()};
  } else if (*rc::gen::arbitrary<bool>()) {
    instruction.esid = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 36);
    instruction.vsid = any_htm_vsid();
  }
  return instruction;
}

struct Power8Dump {
  HtmWords words;
  std::vector<HtmInstruction> instructions;
};

Power8Dump any_power8_dump() {
  Power8Dump dump;
  const auto count = *rc::gen::inRange<std::size_t>(1, 20);
  for (std::size_t i = 0; i < count; ++i) {
    HtmInstruction instruction = any_htm_instruction();
    const bool following = i != 0 && *rc::gen::arbitrary<bool>();
    if (following) instruction.ea = *dump.instructions.back().ea + 4;
    instruction.record = dump.words.size() + 1;
    dump.words = htm_joined({dump.words, power8_record(instruction, following)});
    dump.instructions.push_back(instruction);
  }
  return dump;
}

/// Instructions but for where they are in their file.
std::vector<HtmInstruction> without_records(std::vector<HtmInstruction> instructions) {
  for (HtmInstruction& instruction : instructions) instruction.record = 0;
  return instructions;
}

/// The words with stamps anywhere among them.
HtmWords htm_stamped(const HtmWords& words) {
  HtmWords all;
  for (const std::uint64_t word : words) {
    const auto stamps = *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 6U));
    for (const unsigned kind : stamps) {
      all.push_back(kind == 5 ? kHtmNormalTime : 0xaceff00000000000 | std::uint64_t{kind} << 40);
    }
    all.push_back(word);
  }
  return all;
}

RC_GTEST_PROP(HtmReader, ReadsBackAnyPower8Dump, ()) {
  const Power8Dump dump = any_power8_dump();
  const auto read = decoded_htm(dump.words);
  RC_ASSERT(read.instructions == dump.instructions);
  RC_ASSERT(read.counts == HtmCounts{});
}

RC_GTEST_PROP(HtmReader, StampsAnywhereInAPower8DumpChangeNothing, ()) {
  const Power8Dump dump = any_power8_dump();
  const HtmWords words = htm_stamped(dump.words);
  const auto read = decoded_htm(words);
  RC_ASSERT(without_records(read.instructions) == without_records(dump.instructions));
  RC_ASSERT(read.counts == HtmCounts{.stamps = words.size() - dump.words.size()});
}

RC_GTEST_PROP(HtmReader, StampsAnywhereInAPower10DumpChangeNothing, ()) {
  const auto read = decoded_htm(htm_stamped(kHtmLoad)).instructions;
  RC_ASSERT(without_records(read) == without_records(decoded_htm(kHtmLoad).instructions));
}

RC_GTEST_PROP(HtmReader, ReadsAnyWordsToTheirEndOrRefusesThem, ()) {
  const auto word = rc::gen::oneOf(
      rc::gen::arbitrary<std::uint64_t>(), rc::gen::elementOf(kHtmLoad),
      rc::gen::map(rc::gen::arbitrary<std::uint32_t>(),
                   [](std::uint32_t bits) { return power8(bits, bits >> 8 & 0x7f); }));
  const auto words = *rc::gen::container<HtmWords>(word);
  try {
    const auto read = read_htm(words);
    RC_ASSERT(read.accesses.size() <= 3 * words.size());
  } catch (const InputError&) {
  }
}

}  // namespace
}  // namespace htabsim
