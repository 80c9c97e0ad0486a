// SPDX-License-Identifier: Apache-2.0
//
// Whatever happens to a measurement on its way, reading it gives figures or an InputError.

#include <filesystem>
#include <functional>
#include <random>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sc_main/hostdata/observed_migration.h"
#include "sc_main/hostdata/pass_table.h"
#include "sc_main/hostdata/perf_stat.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

using Reader = std::function<std::vector<Figure>(const std::filesystem::path&)>;

const Reader kPerf = read_perf_stat;
const Reader kStrace = [](const std::filesystem::path& file) {
  return ObservedMigration(read_htab_trace(file)).figures();
};
const Reader kPasses = [](const std::filesystem::path& file) {
  return pass_figures(read_pass_table(file));
};

struct Sample {
  const Reader& read;
  std::string text;
};

std::vector<Sample> samples() {
  std::vector<Sample> all;
  for (const auto& entry : std::filesystem::directory_iterator(kMeasurements)) {
    const std::string kind = entry.path().extension();
    if (kind == ".perf") all.push_back({kPerf, contents_of(entry.path())});
    if (kind == ".strace") all.push_back({kStrace, contents_of(entry.path())});
  }
  all.push_back({kPasses, "pass,guest_stopped,reads,time_us\n1,0,4,12.5\n2,1,3,4\n"});
  return all;
}

/// Tells whether the text was read; anything but figures or an InputError ends the test.
bool can_be_read(const Reader& read, const TemporaryFolder& folder, const std::string& text) {
  const std::filesystem::path file = folder.file("damaged", text);
  try {
    EXPECT_FALSE(read(file).empty()) << text;
    return true;
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), file.string());
    EXPECT_FALSE(error.text().empty());
    return false;
  }
}

TEST(DamagedMeasurements, EachSampleIsWholeItself) {
  const TemporaryFolder folder;
  ASSERT_GE(samples().size(), 10U);
  for (const Sample& sample : samples()) {
    EXPECT_TRUE(can_be_read(sample.read, folder, sample.text)) << sample.text;
  }
}

// A cut within a line is a fault by itself, but in a log of strace, which is used up to that line;
// a newline behind the cut makes it a line to be read.
TEST(DamagedMeasurements, EveryCutOfALineGivesFiguresOrAnInputError) {
  const TemporaryFolder folder;
  for (const Sample& sample : samples()) {
    const std::size_t step = 1 + sample.text.size() / 300;
    for (std::size_t length = 0; length < sample.text.size(); length += step) {
      const std::string cut = sample.text.substr(0, length);
      if (length != 0 && cut.back() != '\n') {
        const bool is_log = &sample.read == &kStrace;
        const std::string whole = cut.substr(0, cut.rfind('\n') + 1);
        EXPECT_EQ(can_be_read(sample.read, folder, cut),
                  is_log && can_be_read(sample.read, folder, whole));
      }
      can_be_read(sample.read, folder, cut + '\n');
      can_be_read(
          sample.read, folder,
          cut + sample.text.substr(std::min(sample.text.find('\n', length), sample.text.size())));
    }
  }
}

TEST(DamagedMeasurements, WrongBytesGiveFiguresOrAnInputError) {
  const TemporaryFolder folder;
  std::mt19937 random(1);
  for (const Sample& sample : samples()) {
    for (int round = 0; round < 120; ++round) {
      std::string text = sample.text;
      for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
        text[random() % text.size()] = static_cast<char>(random() % 256);
      }
      can_be_read(sample.read, folder, text);
    }
  }
}

// Characters that the formats are made of do more harm than any.
TEST(DamagedMeasurements, WrongPunctuationGivesFiguresOrAnInputError) {
  const TemporaryFolder folder;
  std::mt19937 random(2);
  const std::string characters = ",\"\\()<>[]{}=?/.:;-+#%x0 9\n";
  for (const Sample& sample : samples()) {
    for (int round = 0; round < 120; ++round) {
      std::string text = sample.text;
      const char wrong = characters[random() % characters.size()];
      const std::size_t at = random() % text.size();
      if (round % 2 == 0) {
        text.insert(at, 1, wrong);
      } else {
        text[at] = wrong;
      }
      can_be_read(sample.read, folder, text);
    }
  }
}

}  // namespace
}  // namespace htabsim
