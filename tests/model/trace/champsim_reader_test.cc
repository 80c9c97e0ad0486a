// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/champsim_reader.h"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/trace/champsim_writer.h"
#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/trace/any_plain_access.h"

namespace htabsim {
namespace {

using Reader = ChampsimReader<ChampsimRecord>;
using CloudsuiteReader = ChampsimReader<CloudsuiteRecord>;

template <class Record>
std::string bytes_of_record(const Record& record) {
  return {reinterpret_cast<const char*>(&record), sizeof record};
}

template <class AReader>
std::vector<PlainAccess> read_champsim(const std::string& bytes) {
  const TemporaryFolder folder;
  AReader reader{FileCursor{InputFile(folder.file("trace", bytes))}};
  std::vector<PlainAccess> accesses;
  for (PlainAccess access; reader.next(access);) accesses.push_back(access);
  return accesses;
}

PlainAccess of_a_byte(PlainAccessKind kind, std::uint64_t ea, std::uint64_t record) {
  return {.kind = kind, .ea = Ea(ea), .line = record};
}

TEST(ChampsimReader, GivesTheFetchThenLoadsThenStores) {
  // T4: ip at 0, destination memory at 16, source memory at 32; 0 is unused.
  ChampsimRecord record{};
  record.ip = 0x40'1000;
  record.source_memory = {0x7000, 0, 0x7010, 0x7020};
  record.destination_memory = {0x8000, 0x7020};
  using enum PlainAccessKind;
  EXPECT_EQ(read_champsim<Reader>(bytes_of_record(record)),
            (std::vector<PlainAccess>{of_a_byte(kFetch, 0x40'1000, 1), of_a_byte(kLoad, 0x7000, 1),
                                      of_a_byte(kLoad, 0x7010, 1), of_a_byte(kModify, 0x7020, 1),
                                      of_a_byte(kStore, 0x8000, 1)}));
}

TEST(ChampsimReader, ReadsCloudsuitesForm) {
  CloudsuiteRecord record{};
  record.ip = 0x40'1000;
  record.source_memory[3] = 0x7000;
  record.destination_memory[2] = 0x8000;
  record.asid = {1, 2};
  using enum PlainAccessKind;
  EXPECT_EQ(read_champsim<CloudsuiteReader>(bytes_of_record(record)),
            (std::vector<PlainAccess>{of_a_byte(kFetch, 0x40'1000, 1), of_a_byte(kLoad, 0x7000, 1),
                                      of_a_byte(kStore, 0x8000, 1)}));
}

TEST(ChampsimReader, TellsTheTwoFormsApart) {
  std::string champsim;
  std::string cloudsuite;
  for (std::uint64_t i = 0; i < 100; ++i) {
    ChampsimRecord record{};
    record.ip = 0x40'1000 + 4 * i;
    record.source_memory[0] = 0x7000 + 8 * i;
    champsim += bytes_of_record(record);
    CloudsuiteRecord sparc{};
    sparc.ip = record.ip;
    sparc.source_memory[0] = record.source_memory[0];
    cloudsuite += bytes_of_record(sparc);
  }
  EXPECT_TRUE(Reader::recognises(champsim));
  EXPECT_FALSE(CloudsuiteReader::recognises(champsim));
  EXPECT_TRUE(CloudsuiteReader::recognises(cloudsuite));
  EXPECT_FALSE(Reader::recognises(cloudsuite));
}

TEST(ChampsimReader, DoesNotTakeOtherFilesForTraces) {
  EXPECT_FALSE(Reader::recognises(std::string(4096, '\0')));
  EXPECT_FALSE(Reader::recognises(std::string(4096, '\x7f')));
  EXPECT_FALSE(
      Reader::recognises("I  04001000,3\n L 1ffefffc48,8\n I  04001003,4\n L 1ffefffc50,8\n"));
  EXPECT_FALSE(Reader::recognises("")) << "nothing to tell by";
}

TEST(ChampsimReader, RefusesARecordThatIsNone) {
  ChampsimRecord record{};
  record.ip = 0x40'1000;
  const std::string good = bytes_of_record(record);
  record.is_branch = 7;
  EXPECT_EQ(caught([&] { read_champsim<Reader>(good + bytes_of_record(record)); }).text(),
            "at byte 64: record 2 is no instruction of ChampSim's: its address is 401000, "
            "is_branch 7, branch_taken 0");
  EXPECT_EQ(caught([&] { read_champsim<Reader>(good + std::string(64, '\0')); }).text(),
            "at byte 64: record 2 is no instruction of ChampSim's: its address is 0, is_branch 0, "
            "branch_taken 0");
  EXPECT_EQ(caught([&] { read_champsim<Reader>(good + "half"); }).text(),
            "at byte 68: the file is cut short");
}

std::string written_as_champsim(const std::vector<PlainAccess>& accesses) {
  std::ostringstream bytes;
  ChampsimWriter writer(bytes);
  for (const PlainAccess& access : accesses) writer.write(access);
  writer.finish();
  return bytes.str();
}

TEST(ChampsimWriter, PutsWhatAnInstructionAccessesIntoItsRecord) {
  using enum PlainAccessKind;
  const std::string bytes = written_as_champsim(
      {of_a_byte(kFetch, 0x1000, 0), of_a_byte(kLoad, 0x2000, 0), of_a_byte(kStore, 0x3000, 0)});
  ChampsimRecord record{};
  record.ip = 0x1000;
  record.source_memory[0] = 0x2000;
  record.destination_memory[0] = 0x3000;
  EXPECT_EQ(bytes, bytes_of_record(record));
}

TEST(ChampsimWriter, HasNoPlaceForAddressZero) {
  EXPECT_THROW(written_as_champsim({of_a_byte(PlainAccessKind::kLoad, 0, 0)}), std::domain_error);
}

TEST(ChampsimWriter, KeepsALoadAndALaterStoreOfOneAddressApart) {
  using enum PlainAccessKind;
  const std::vector<PlainAccess> accesses = {
      of_a_byte(kFetch, 0x1000, 1), of_a_byte(kLoad, 0x2000, 1), of_a_byte(kStore, 0x2000, 2),
      of_a_byte(kLoad, 0x2000, 3), of_a_byte(kModify, 0x2000, 4)};
  EXPECT_EQ(read_champsim<Reader>(written_as_champsim(accesses)), accesses);
}

RC_GTEST_PROP(ChampsimWriter, KindsAndAddressesAreReadAgain, ()) {
  auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_plain_access());
  std::erase_if(accesses, [](const PlainAccess& access) { return access.ea == Ea(0); });
  auto read = read_champsim<Reader>(written_as_champsim(accesses));
  RC_ASSERT(read.size() == accesses.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    RC_ASSERT(read[i].kind == accesses[i].kind);
    RC_ASSERT(read[i].ea == accesses[i].ea);
  }
}

}  // namespace
}  // namespace htabsim
