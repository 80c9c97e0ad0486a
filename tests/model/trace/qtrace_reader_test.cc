// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/qtrace_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/base/input_file.h"
#include "tests/model/base/caught.h"

namespace htabsim {
namespace {

using QtraceRemarks = std::vector<TraceRemark>;

constexpr std::uint32_t kQtraceNop = 0x60000000;
constexpr std::uint32_t kQtraceLd = 0xebed0030;    // ld r31,48(r13)
constexpr std::uint32_t kQtraceLwz = 0x80c30008;   // lwz r6,8(r3)
constexpr std::uint32_t kQtracePstd = 0x04000001;  // the prefix of pstd r6,74565(r3)
constexpr std::uint32_t kQtracePstdSuffix = 0xf4c32345;
constexpr std::uint64_t kQtraceStart = 0xc000000000b42e4c;

/// Big-endian fields one after the other, as a qtrace has them (trace formats T1).
class QtraceBytes {
 public:
  QtraceBytes& put(std::uint64_t value, unsigned bytes) {
    while (bytes != 0) bytes_ += static_cast<char>(value >> 8 * --bytes & 0xff);
    return *this;
  }
  QtraceBytes& u8(std::uint64_t value) { return put(value, 1); }
  QtraceBytes& u16(std::uint64_t value) { return put(value, 2); }
  QtraceBytes& u32(std::uint64_t value) { return put(value, 4); }
  QtraceBytes& u64(std::uint64_t value) { return put(value, 8); }
  QtraceBytes& zeros(std::size_t count) {
    bytes_.append(count, '\0');
    return *this;
  }
  QtraceBytes& add(const QtraceBytes& other) {
    bytes_ += other.bytes_;
    return *this;
  }

  /// A file header with a version and an address.
  QtraceBytes& header(std::uint64_t ea = kQtraceStart, std::uint32_t version = 0x07010000) {
    return u32(0).u16(1).u16(2).u16(0x6000).u32(version).u64(ea);
  }
  /// An instruction of which nothing else is said.
  QtraceBytes& plain(std::uint32_t word) { return u32(word).u16(0); }

  [[nodiscard]] const std::string& str() const { return bytes_; }

 private:
  std::string bytes_;
};

FileCursor qtrace_cursor(const std::string& bytes) { return FileCursor(InputFile("t.qt", bytes)); }

struct QtraceContents {
  std::vector<PlainAccess> accesses;
  QtraceRemarks remarks;
};

QtraceContents read_qtrace(const std::string& bytes) {
  QtraceReader reader(qtrace_cursor(bytes));
  QtraceContents contents;
  for (PlainAccess access; reader.next(access);) contents.accesses.push_back(access);
  contents.remarks = reader.remarks();
  return contents;
}

QtraceContents read_qtrace(const QtraceBytes& bytes) { return read_qtrace(bytes.str()); }

std::vector<QtraceInstruction> decode_qtrace(const QtraceBytes& bytes) {
  QtraceDecoder decoder(qtrace_cursor(bytes.str()));
  std::vector<QtraceInstruction> instructions;
  for (QtraceInstruction instruction; decoder.next(instruction);) {
    instructions.push_back(instruction);
  }
  return instructions;
}

PlainAccess qtrace_access(PlainAccessKind kind, std::uint64_t ea, std::uint16_t size,
                          std::uint64_t record) {
  PlainAccess access;
  access.kind = kind;
  access.ea = Ea(ea);
  access.size = size;
  access.line = record & 0xffff;
  return access;
}

std::string qtrace_from_hex(std::string_view hex) {
  QtraceBytes bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.u8(std::stoul(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes.str();
}

// T1: a file header (0001, 0002, flags 6000 with version and address), then ld with a data address.
TEST(QtraceReader, ReadsAHeaderAndALoad) {
  const auto [accesses, remarks] =
      read_qtrace(qtrace_from_hex("0000000000010002600007010000c000000000b42e4c"
                                  "ebed003008010000c000007ffffef2b0"));
  ASSERT_EQ(accesses.size(), 2u);
  EXPECT_EQ(accesses[0], qtrace_access(PlainAccessKind::kFetch, 0xc000000000b42e4c, 4, 1));
  EXPECT_EQ(accesses[1], qtrace_access(PlainAccessKind::kLoad, 0xc000007ffffef2b0, 8, 1));
  EXPECT_EQ(remarks, QtraceRemarks{});
}

// T1: b .-28 with a termination and the next address, then addi r9,r9,1 where it goes to.
TEST(QtraceReader, FollowsABranch) {
  const auto [accesses, remarks] =
      read_qtrace(qtrace_from_hex("0000000000010002600007010000c000000000b4080c"
                                  "4bffffe4e0410000000008c000000000b407f03929000100010000"));
  ASSERT_EQ(accesses.size(), 2u);
  EXPECT_EQ(accesses[0], qtrace_access(PlainAccessKind::kFetch, 0xc000000000b4080c, 4, 1));
  EXPECT_EQ(accesses[1], qtrace_access(PlainAccessKind::kFetch, 0xc000000000b407f0, 4, 2));
}

TEST(QtraceReader, TellsWhichProcessorItWas) {
  const auto [accesses, remarks] = read_qtrace(
      QtraceBytes().header().u32(kQtraceLd).u16(0x1800).u8(7).u64(0x1000).plain(kQtraceNop));
  ASSERT_EQ(accesses.size(), 3u);
  EXPECT_EQ(accesses[0].processor, 7u);
  EXPECT_EQ(accesses[1].processor, 7u);
  EXPECT_EQ(accesses[2].processor, PlainAccess::kNoProcessor);
}

// RA = RPN << page shift | low bits of the EA.
TEST(QtraceReader, TellsTheRealAddressOfData) {
  QtraceBytes bytes;
  bytes.header();
  bytes.u32(kQtraceLd).u16(0x0a01).u16(0x0100).u64(0xc000007ffffef2b0).u32(0x1ff).u8(30);
  const auto accesses = read_qtrace(bytes).accesses;
  ASSERT_EQ(accesses.size(), 2u);
  EXPECT_EQ(accesses[1].real, GuestReal((0x1ffull << 30) | 0x3ffef2b0));
  EXPECT_EQ(accesses[1].page_shift, 30u);
  EXPECT_EQ(accesses[0].real, PlainAccess::kNoReal);
  EXPECT_EQ(accesses[0].page_shift, 0u);
}

TEST(QtraceReader, ARealPageNumberAloneCounts64KPages) {
  const auto accesses =
      read_qtrace(QtraceBytes().header().u32(kQtraceLd).u16(0x0a00).u64(0x123456788).u32(0xabc))
          .accesses;
  ASSERT_EQ(accesses.size(), 2u);
  EXPECT_EQ(accesses[1].real, GuestReal(0xabc6788));
  EXPECT_EQ(accesses[1].page_shift, 0u);
}

TEST(QtraceReader, TheHeaderPlacesTheFirstInstruction) {
  QtraceBytes bytes;
  bytes.u32(0).u16(1).u16(2).u16(0x2840).u64(0x10000ffc).u32(0x55).u8(12);
  bytes.plain(kQtraceNop).plain(kQtraceNop);
  const auto accesses = read_qtrace(bytes).accesses;
  ASSERT_EQ(accesses.size(), 2u);
  EXPECT_EQ(accesses[0].real, GuestReal(0x55ffc));
  EXPECT_EQ(accesses[0].page_shift, 12u);
  // In the page after it; nothing says where that is.
  EXPECT_EQ(accesses[1].ea, Ea(0x10001000));
  EXPECT_EQ(accesses[1].real, PlainAccess::kNoReal);
  EXPECT_EQ(accesses[1].page_shift, 0u);
}

TEST(QtraceReader, APageHoldsAsLongAsTheAddressIsInIt) {
  QtraceBytes bytes;
  bytes.header(0x20000000);
  // A jump with the target's page, an instruction there, a jump within the page, one out of it.
  bytes.u32(kQtraceNop).u16(0x0051).u16(0x0200).u64(0x10000000).u32(0x77).u8(12);
  bytes.plain(kQtraceNop);
  bytes.u32(kQtraceNop).u16(0x0040).u64(0x10000f00);
  bytes.u32(kQtraceNop).u16(0x0040).u64(0x10001000);
  bytes.plain(kQtraceNop);
  const auto accesses = read_qtrace(bytes).accesses;
  ASSERT_EQ(accesses.size(), 5u);
  EXPECT_EQ(accesses[0].real, PlainAccess::kNoReal);
  EXPECT_EQ(accesses[1].real, GuestReal(0x77000));
  EXPECT_EQ(accesses[2].real, GuestReal(0x77004));
  EXPECT_EQ(accesses[3].real, GuestReal(0x77f00));
  EXPECT_EQ(accesses[3].page_shift, 12u);
  EXPECT_EQ(accesses[4].real, PlainAccess::kNoReal);
}

TEST(QtraceReader, TheSequentialPageIsThatOfTheNextInstructionInStorage) {
  const auto record = [](std::optional<std::uint64_t> next) {
    QtraceBytes bytes;
    bytes.header(0x10000ffc).u32(kQtraceNop).u16(next ? 0x0041 : 0x0001).u16(0x4020);
    if (next) bytes.u64(*next);
    return bytes.u32(0x99).u8(12).plain(kQtraceNop);
  };
  EXPECT_EQ(read_qtrace(record(std::nullopt)).accesses.at(1).real, GuestReal(0x99000));
  EXPECT_EQ(read_qtrace(record(0x10001000)).accesses.at(1).real, GuestReal(0x99000));
  EXPECT_EQ(read_qtrace(record(0x10001004)).accesses.at(1).real, PlainAccess::kNoReal);
}

TEST(QtraceReader, FetchesAPrefixedInstructionAtOnce) {
  QtraceBytes bytes;
  bytes.header(0x10000000);
  bytes.u32(kQtracePstd).u16(0x0800).u64(0x2000).plain(kQtracePstdSuffix);
  bytes.plain(kQtracePstd).u32(kQtracePstdSuffix).u16(0x0800).u64(0x3000);
  bytes.plain(0x07000000).plain(0);  // pnop: the word 0 is its suffix and begins no header
  bytes.plain(kQtraceNop);
  const auto [accesses, remarks] = read_qtrace(bytes);
  const std::vector<PlainAccess> expected = {
      qtrace_access(PlainAccessKind::kFetch, 0x10000000, 8, 1),
      qtrace_access(PlainAccessKind::kStore, 0x2000, 8, 1),
      qtrace_access(PlainAccessKind::kFetch, 0x10000008, 8, 3),
      qtrace_access(PlainAccessKind::kStore, 0x3000, 8, 3),
      qtrace_access(PlainAccessKind::kFetch, 0x10000010, 8, 5),
      qtrace_access(PlainAccessKind::kFetch, 0x10000018, 4, 7),
  };
  EXPECT_EQ(accesses, expected);
  EXPECT_EQ(remarks, QtraceRemarks{});
}

TEST(QtraceReader, AHeaderInsideGoesOnElsewhere) {
  const auto [accesses, remarks] = read_qtrace(QtraceBytes()
                                                   .header(0x1000)
                                                   .plain(kQtraceNop)
                                                   .header(0x2000)
                                                   .header(0x3000)
                                                   .plain(kQtraceNop));
  ASSERT_EQ(accesses.size(), 2u);
  EXPECT_EQ(accesses[1], qtrace_access(PlainAccessKind::kFetch, 0x3000, 4, 2));
  EXPECT_EQ(remarks, (QtraceRemarks{{"file headers inside", 2}}));
}

TEST(QtraceReader, PassesOverAllOfAHeader) {
  QtraceBytes bytes;
  // All fields: third flags with PTCR, LPID, PID and no radix tree, then those of the header.
  bytes.u32(0).u16(1).u16(3).u16(0x0ae0).u16(0xf852);
  bytes.u32(0x12345678).u32(0x07010000).u64(0x5000).put(0x42, 7).u32(0x66).u8(16).u8(12);
  bytes.u64(1).u64(2).u32(3).u16(5).zeros(5);
  bytes.plain(kQtraceNop);
  const auto instructions = decode_qtrace(bytes);
  ASSERT_EQ(instructions.size(), 1u);
  EXPECT_EQ(instructions[0].ea, Ea(0x5000));
  EXPECT_EQ(instructions[0].fetch,
            (QtraceTranslation{Vsid(0x42), GuestReal(0x665000), std::uint8_t{16}}));
}

TEST(QtraceReader, PassesOverTheEntriesOfRadixTrees) {
  // The third flags' modes of data and of instructions, and the bytes that follow from them: those
  // of four levels; of counts, walks * levels, and the addresses between and of the walks.
  struct Case {
    std::uint16_t modes;
    QtraceBytes walk;
  };
  const Case cases[] = {
      {0x1100, QtraceBytes().zeros(4 * 8)},                            // real under radix
      {0x3300, QtraceBytes().zeros(4 * 8)},                            // radix alone
      {0x0000, QtraceBytes().u8(4).u8(5).zeros((5 * 4 + 4 + 5) * 8)},  // radix under radix
      {0x0000, QtraceBytes().u8(3).u8(1).zeros(3 * 8)},                // one walk
      {0x0000, QtraceBytes().u8(4).u8(0)},                             // none
      {0xa800, {}},                                                    // HPT
      {0x5400, {}},                                                    // real
  };
  for (const auto& [modes, walk] : cases) {
    QtraceBytes bytes;
    bytes.u32(0).u16(1).u16(3).u16(modes).u16(0x2800).u64(0x5000).add(walk).u32(0x11);
    bytes.u32(kQtraceLd).u16(0x0a51).u16(1).u16(modes).u64(0x6000).add(walk).u32(0x22).u64(0x7000);
    bytes.add(walk).u32(0x33).plain(kQtraceNop);
    const auto accesses = read_qtrace(bytes).accesses;
    ASSERT_EQ(accesses.size(), 3u) << modes;
    EXPECT_EQ(accesses[0].real, GuestReal(0x115000));
    EXPECT_EQ(accesses[1].real, GuestReal(0x226000));
    EXPECT_EQ(accesses[2].real, GuestReal(0x337000));
  }
}

TEST(QtraceReader, PassesOverRegisters) {
  const auto instruction = [](std::uint32_t version) {
    const bool has_vsx = version >= 0x07000000;
    QtraceBytes bytes;
    bytes.header(0x1000, version).u32(kQtraceNop).u16(0x0008);
    for (const unsigned counts : {1u, 2u}) {  // of the registers read, then of those written
      for (int kind = 0; kind < (has_vsx ? 5 : 4); ++kind) bytes.u8(counts);
    }
    return bytes.zeros(3 * (9 + 9 + 18 + (has_vsx ? 18 : 0) + 10)).plain(kQtraceLwz);
  };
  for (const std::uint32_t version : {0x06ffffffu, 0x07000000u}) {
    const auto accesses = read_qtrace(instruction(version)).accesses;
    ASSERT_EQ(accesses.size(), 2u) << version;
    EXPECT_EQ(accesses[1], qtrace_access(PlainAccessKind::kFetch, 0x1004, 4, 2));
  }
}

TEST(QtraceReader, AnAccessIsWhatTheInstructionReaches) {
  struct Case {
    std::uint64_t ea;
    std::uint64_t real;  // in page 5 of 64K
    std::uint32_t word;
    std::uint16_t size;
    PlainAccessKind kind;
  };
  constexpr Case kCases[] = {
      {0x12380, 0x52380, 0x7c0327ec, 128, PlainAccessKind::kStore},  // dcbz r3,r4
      {0x123f0, 0x523f0, 0x7cc320ce, 16, PlainAccessKind::kLoad},    // lvx v6,r3,r4
      {0x123ff, 0x523ff, 0x7cc305cc, 8, PlainAccessKind::kModify},   // stdat r6,r3,0
      {0x123ff, 0x523ff, 0xbbc30008, 8, PlainAccessKind::kLoad},     // lmw r30,8(r3)
  };
  for (const Case& c : kCases) {
    const auto accesses =
        read_qtrace(QtraceBytes().header().u32(c.word).u16(0x0a00).u64(0x123ff).u32(5)).accesses;
    ASSERT_EQ(accesses.size(), 2u) << std::hex << c.word;
    PlainAccess expected = qtrace_access(c.kind, c.ea, c.size, 1);
    expected.real = GuestReal(c.real);
    EXPECT_EQ(accesses[1], expected) << std::hex << c.word;
  }
}

TEST(QtraceReader, SaysWhatItMakesNoAccessOf) {
  QtraceBytes bytes;
  bytes.u32(0).u16(1).u16(2).u16(0);              // a header without an address
  bytes.u32(kQtraceLd).u16(0x0800).u64(0x1000);   // loads, wherever the instruction was
  bytes.u32(kQtraceNop).u16(0x0040).u64(0x5000);  // now it is known
  bytes.u32(0x7c03222c).u16(0x0800).u64(0x2000);  // dcbt r3,r4
  bytes.plain(kQtraceLwz);
  const auto [accesses, remarks] = read_qtrace(bytes);
  const std::vector<PlainAccess> expected = {
      qtrace_access(PlainAccessKind::kLoad, 0x1000, 8, 1),
      qtrace_access(PlainAccessKind::kFetch, 0x5000, 4, 3),
      qtrace_access(PlainAccessKind::kFetch, 0x5004, 4, 4),
  };
  EXPECT_EQ(accesses, expected);
  EXPECT_EQ(remarks,
            (QtraceRemarks{{"instructions whose address is not known", 2},
                           {"data addresses of instructions that neither load nor store", 1},
                           {"loads and stores without a data address", 1}}));
}

TEST(QtraceReader, RecognisesAFileHeader) {
  const std::string header = QtraceBytes().header().str();
  EXPECT_TRUE(QtraceReader::recognises(header));
  EXPECT_TRUE(QtraceReader::recognises(QtraceBytes().u32(0).u16(1).u16(3).str()));
  for (std::size_t bytes = 0; bytes < 8; ++bytes) {
    EXPECT_FALSE(QtraceReader::recognises(std::string_view(header).substr(0, bytes)));
  }
  EXPECT_FALSE(QtraceReader::recognises(QtraceBytes().u32(0).u16(1).u16(1).str()));
  EXPECT_FALSE(QtraceReader::recognises(QtraceBytes().u32(0).u16(3).u16(2).str()));
  EXPECT_FALSE(QtraceReader::recognises(QtraceBytes().u32(1).u16(1).u16(2).str()));
  EXPECT_FALSE(QtraceReader::recognises(" L 1000,8\n L 1008,8\n"));
}

struct BadQtrace {
  QtraceBytes bytes;
  const char* fault;
};

TEST(QtraceReader, NamesTheFaultAndItsPlace) {
  const BadQtrace faults[] = {
      {QtraceBytes(), "at byte 0: the file is cut short"},
      {QtraceBytes().plain(kQtraceNop).zeros(2),
       "at byte 0: 60000000 0000 0000 is not how a file header of a qtrace begins"},
      {QtraceBytes().header().zeros(8),
       "at byte 22: 00000000 0000 0000 is not how a file header of a qtrace begins"},
      {QtraceBytes().u32(0).u16(1).u16(2).u16(0x2404).zeros(8),
       "at byte 0: a file header has flags 0404, which are not known"},
      {QtraceBytes().header().u32(kQtraceNop).u16(0x0007).u16(0x8002),
       "at byte 26: an instruction has flags 0006 8002, which are not known"},
      {QtraceBytes().header().u32(kQtraceLd).u16(0x0a01).u16(0x0100).u64(0).u32(0).u8(11),
       "at byte 42: a page of 2^11 bytes, not of 2^12 to 2^60"},
      {QtraceBytes().header().u32(kQtraceLd).u16(0x0a01).u16(0x0100).u64(0).u32(0).u8(255),
       "at byte 42: a page of 2^255 bytes, not of 2^12 to 2^60"},
      {QtraceBytes().header().u32(kQtraceLd).u16(0x0a01).u16(0x0100).u64(0).u32(1).u8(60),
       "at byte 22: page 1 of 2^60 bytes lies beyond the 60 bits of a real address"},
      {QtraceBytes().header().u32(kQtraceLd).u16(0x0201).u16(1).u16(0).u8(4).u8(6),
       "at byte 32: a radix tree has levels: 4, walks: 6; at most 4 and 5 are possible"},
      {QtraceBytes().header().u32(kQtraceLd).u16(0x0201).u16(1).u16(0).u8(5).u8(1),
       "at byte 32: a radix tree has levels: 5, walks: 1; at most 4 and 5 are possible"},
      {QtraceBytes().header().plain(kQtracePstd),
       "at byte 28: the trace ends between a prefix and its suffix"},
  };
  for (const BadQtrace& bad : faults) {
    const InputError error = caught([&] { read_qtrace(bad.bytes); });
    EXPECT_EQ(error.what(), std::string("t.qt: ") + bad.fault);
  }
}

TEST(QtraceReader, RefusesEveryFlagThatIsNotKnown) {
  // T1: the flags that carry bytes, and those that carry none.
  constexpr std::uint16_t kFirst = 0xfff9;
  constexpr std::uint16_t kSecond = 0x532d;
  const auto reads = [](std::uint16_t first, std::uint16_t second) {
    QtraceBytes bytes;
    bytes.header().u32(kQtraceNop).u16(first);
    if ((first & 1) != 0) bytes.u16(second);
    bytes.zeros(64);
    try {
      read_qtrace(bytes);
    } catch (const InputError& error) {
      return error.text().find("which are not known") == std::string::npos;
    }
    return true;
  };
  for (unsigned bit = 0; bit < 16; ++bit) {
    const auto flag = static_cast<std::uint16_t>(1u << bit);
    EXPECT_EQ(reads(flag, 0), (kFirst & flag) != 0) << bit;
    EXPECT_EQ(reads(1, flag), (kSecond & flag) != 0) << bit;
  }
}

/// What a record can say, each but as far as it is there.
struct QtraceFields {
  std::uint32_t word = 0;
  std::optional<std::uint8_t> node;
  std::optional<std::uint16_t> termination;
  std::optional<std::uint8_t> processor;
  std::optional<std::uint64_t> data_ea;
  std::optional<std::uint64_t> data_vsid;
  std::optional<std::uint32_t> data_page;
  std::optional<std::uint64_t> next_ea;
  std::optional<std::uint64_t> next_vsid;
  std::optional<std::uint32_t> next_page;
  std::optional<QtraceBytes> registers;
  std::optional<std::uint32_t> sequential_page;
  std::optional<std::uint8_t> error_code;
  std::optional<std::uint8_t> sequential_shift;
  std::optional<std::uint8_t> next_shift;
  std::optional<std::uint8_t> data_shift;
  std::optional<std::uint8_t> guest_shift;
  std::optional<std::uint8_t> guest_data_shift;
  std::optional<std::uint16_t> modes;
  QtraceBytes data_walk;  // as the modes say
  QtraceBytes next_walk;
};

template <class Value>
std::optional<Value> perhaps(const rc::Gen<Value>& generator) {
  if (*rc::gen::arbitrary<bool>()) return *generator;
  return std::nullopt;
}

template <class Number>
std::optional<Number> perhaps() {
  return perhaps(rc::gen::arbitrary<Number>());
}

QtraceBytes any_registers() {
  constexpr std::size_t kRegisterBytes[] = {9, 9, 18, 18, 10};
  const auto counts =
      *rc::gen::container<std::vector<std::uint8_t>>(10, rc::gen::inRange<std::uint8_t>(0, 4));
  QtraceBytes bytes;
  for (const std::uint8_t count : counts) bytes.u8(count);
  for (std::size_t i = 0; i < counts.size(); ++i) bytes.zeros(counts[i] * kRegisterBytes[i % 5]);
  return bytes;
}

QtraceBytes any_walk(unsigned host_mode, unsigned guest_mode) {
  QtraceBytes bytes;
  if (host_mode != 0) return bytes;
  if (guest_mode != 0) return bytes.zeros(4 * 8);
  const auto entries = *rc::gen::inRange<std::size_t>(1, 5);
  const auto walks = *rc::gen::inRange<std::size_t>(1, 6);
  const std::size_t addresses = walks == 1 ? 0 : 2 * walks - 1;
  return bytes.u8(entries).u8(walks).zeros(8 * (entries * walks + addresses));
}

QtraceFields any_fields() {
  const auto vsid = rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 56);
  // A page number of 26 bits and an offset of 33 stay within the 60 bits of a real address.
  const auto page = rc::gen::inRange<std::uint32_t>(0, 1u << 26);
  const auto shift = rc::gen::inRange<std::uint8_t>(12, 34);
  QtraceFields any;
  any.word = *rc::gen::inRange<std::uint32_t>(0x08000000, 0xffffffff);  // no prefix
  any.node = perhaps<std::uint8_t>();
  any.termination = perhaps<std::uint16_t>();
  any.processor = perhaps<std::uint8_t>();
  any.data_ea = perhaps<std::uint64_t>();
  any.data_vsid = perhaps(vsid);
  any.data_page = perhaps(page);
  any.next_ea = perhaps<std::uint64_t>();
  any.next_vsid = perhaps(vsid);
  any.next_page = perhaps(page);
  if (*rc::gen::arbitrary<bool>()) any.registers = any_registers();
  any.sequential_page = perhaps(page);
  any.error_code = perhaps<std::uint8_t>();
  any.sequential_shift = perhaps(shift);
  any.next_shift = perhaps(shift);
  any.data_shift = perhaps(shift);
  any.guest_shift = perhaps<std::uint8_t>();
  any.guest_data_shift = perhaps<std::uint8_t>();
  any.modes = perhaps<std::uint16_t>();
  if (any.modes) {
    any.data_walk = any_walk(*any.modes >> 14, *any.modes >> 12 & 3);
    any.next_walk = any_walk(*any.modes >> 10 & 3, *any.modes >> 8 & 3);
  }
  return any;
}

template <class Value>
unsigned flag_if(const std::optional<Value>& value, unsigned flag) {
  return value ? flag : 0;
}

QtraceBytes record_of(const QtraceFields& fields) {
  const unsigned second =
      flag_if(fields.sequential_page, 0x4000) | flag_if(fields.error_code, 0x1000) |
      flag_if(fields.next_shift, 0x0200) | flag_if(fields.data_shift, 0x0100) |
      flag_if(fields.sequential_shift, 0x0020) | flag_if(fields.guest_shift, 0x0008) |
      flag_if(fields.guest_data_shift, 0x0004) | flag_if(fields.modes, 0x0001);
  const unsigned first = flag_if(fields.node, 0x4000) | flag_if(fields.termination, 0x2000) |
                         flag_if(fields.processor, 0x1000) | flag_if(fields.data_ea, 0x0800) |
                         flag_if(fields.data_vsid, 0x0400) | flag_if(fields.data_page, 0x0200) |
                         flag_if(fields.next_ea, 0x0040) | flag_if(fields.next_vsid, 0x0020) |
                         flag_if(fields.next_page, 0x0010) | flag_if(fields.registers, 0x0008) |
                         (second != 0 ? 0x0001u : 0u);
  QtraceBytes bytes;
  const auto put = [&](const auto& value, unsigned size) {
    if (value) bytes.put(*value, size);
  };
  bytes.u32(fields.word).u16(first);
  if (second != 0) bytes.u16(second);
  put(fields.modes, 2);
  put(fields.node, 1);
  put(fields.termination, 2);
  put(fields.processor, 1);
  put(fields.data_ea, 8);
  put(fields.data_vsid, 7);
  if (fields.data_page) bytes.add(fields.data_walk).u32(*fields.data_page);
  put(fields.next_ea, 8);
  put(fields.next_vsid, 7);
  if (fields.next_page) bytes.add(fields.next_walk).u32(*fields.next_page);
  if (fields.registers) bytes.add(*fields.registers);
  put(fields.sequential_page, 4);
  put(fields.error_code, 1);
  put(fields.sequential_shift, 1);
  put(fields.next_shift, 1);
  put(fields.data_shift, 1);
  put(fields.guest_shift, 1);
  put(fields.guest_data_shift, 1);
  return bytes;
}

QtraceTranslation translation_of(std::optional<std::uint64_t> vsid,
                                 std::optional<std::uint32_t> page,
                                 std::optional<std::uint8_t> shift,
                                 std::optional<std::uint64_t> ea) {
  const std::uint64_t page_bytes = std::uint64_t{1} << shift.value_or(16);
  QtraceTranslation translation;
  if (vsid) translation.vsid = Vsid(*vsid);
  if (page && ea) translation.real = GuestReal(*page * page_bytes + *ea % page_bytes);
  translation.page_shift = shift;
  return translation;
}

/// All but what the records before say.
QtraceInstruction instruction_of(const QtraceFields& fields) {
  QtraceInstruction instruction;
  instruction.word = fields.word;
  instruction.node = fields.node;
  instruction.processor = fields.processor;
  if (fields.data_ea) instruction.data_ea = Ea(*fields.data_ea);
  instruction.data =
      translation_of(fields.data_vsid, fields.data_page, fields.data_shift, fields.data_ea);
  return instruction;
}

// What a record leaves unsaid of the next instruction's page has tests of its own.
RC_GTEST_PROP(QtraceReader, DecodesRecordsOfAnyFields, ()) {
  QtraceBytes bytes;
  bytes.header(0x1000);
  std::vector<QtraceFields> records;
  for (int count = *rc::gen::inRange(1, 8); count > 0; --count) {
    records.push_back(any_fields());
    bytes.add(record_of(records.back()));
  }
  const std::vector<QtraceInstruction> decoded = decode_qtrace(bytes);
  RC_ASSERT(decoded.size() == records.size());
  std::uint64_t ea = 0x1000;
  QtraceTranslation fetch;
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    const QtraceFields& fields = records[i];
    QtraceInstruction expected = instruction_of(fields);
    expected.ea = Ea(ea);
    expected.record = i + 1;
    expected.fetch = fetch == QtraceTranslation{} ? decoded[i].fetch : fetch;
    RC_ASSERT(decoded[i] == expected);
    ea = fields.next_ea.value_or(ea + 4);
    fetch = {};
    if (fields.next_ea) {
      fetch = translation_of(fields.next_vsid, fields.next_page, fields.next_shift, ea);
    }
  }
}

RC_GTEST_PROP(QtraceReader, ARecordThatIsCutShortIsRefused, ()) {
  const QtraceBytes header = QtraceBytes().header();
  const std::string whole = QtraceBytes().add(header).add(record_of(any_fields())).str();
  const auto kept = *rc::gen::inRange<std::size_t>(0, whole.size());
  if (kept == header.str().size()) {
    RC_ASSERT(read_qtrace(header).accesses.empty());
  } else {
    RC_ASSERT_THROWS_AS(read_qtrace(whole.substr(0, kept)), InputError);
  }
}

}  // namespace
}  // namespace htabsim
