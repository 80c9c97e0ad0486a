// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/litmus_file.h"

#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

using Words = std::vector<std::string>;

/// The word of a column; nothing if the line is shorter.
template <class Enum>
std::optional<Enum> column(const LineReader& lines, const Words& words, std::size_t number) {
  if (words.size() <= number) return std::nullopt;
  if (const auto value = enumerator_from_name<Enum>(words[number])) return value;
  lines.fail(fmt::format("column {} is \"{}\"; allowed: {}", number + 1, words[number],
                         fmt::join(enumerator_names<Enum>(), ", ")));
}

KnownLitmusTest test_of(const LineReader& lines, const Words& words) {
  constexpr std::size_t kColumns = 3;
  if (words.size() > kColumns) lines.fail("more than a test and two columns");
  try {
    return {litmus_test(words.front()), column<ArchitectureSays>(lines, words, 1),
            column<HardwareHas>(lines, words, 2)};
  } catch (const UsageError& error) {
    lines.fail(error.what());
  }
}

}  // namespace

std::vector<KnownLitmusTest> read_litmus_file(InputFile file) {
  LineReader lines(std::move(file));
  std::vector<KnownLitmusTest> tests;
  std::string_view line;
  while (lines.next(line)) {
    const Words words = words_of(line);
    if (words.empty() || words.front().starts_with('#')) continue;
    tests.push_back(test_of(lines, words));
  }
  if (tests.empty()) {
    throw InputError(lines.file_name(), InputError::kNoLine, "has no litmus test");
  }
  return tests;
}

}  // namespace htabsim
