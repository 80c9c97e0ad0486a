// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {

/// How many to try: HTABSIM_RANDOM_CONFIGURATIONS, if it is set.
inline std::uint64_t configurations(std::uint64_t by_default) {
  const char* const asked = std::getenv("HTABSIM_RANDOM_CONFIGURATIONS");
  return asked == nullptr ? by_default : std::stoull(asked);
}

/// Random numbers of one configuration.
class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return split_mix_64(seed_, drawn_++) % bound; }
  std::string one_of(const std::vector<std::string_view>& values) {
    return std::string(values[below(values.size())]);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

struct Choice {
  std::string_view key;
  std::vector<std::string_view> values;
};

/// A value for about every second of these parameters; the others stay as they are.
inline Arguments random_settings(const std::vector<Choice>& choices, Random& random) {
  std::vector<std::string> settings;
  for (const Choice& choice : choices) {
    if (random.below(2) == 0) continue;
    settings.push_back(fmt::format("{}={}", choice.key, random.one_of(choice.values)));
  }
  return with(settings);
}

/// A program over a few or many pages, some hot, with a store now and then.
inline std::string random_trace(const TemporaryFolder& folder, unsigned number, Random& random) {
  const std::uint64_t pages = std::uint64_t{1} << random.below(12);
  std::string text;
  for (unsigned i = 0; i < 3'000; ++i) {
    const std::uint64_t page = random.below(4) == 0 ? random.below(pages) : random.below(2);
    text += fmt::format(" {} {:x},8\n", random.below(3) == 0 ? 'S' : 'L',
                        0x1000'0000 + page * 4096 + random.below(512) * 8);
  }
  return folder.file(fmt::format("random{}", number), text).string();
}

/// A program of up to four processes, over a few pages each, that fork and end.
inline std::string forking_trace(const TemporaryFolder& folder, unsigned number, Random& random) {
  std::string text = "kind,address,size\n";
  std::uint64_t running = 0;
  std::uint64_t alive = 1;  // a bit for each
  for (unsigned i = 0; i < 3'000; ++i) {
    const std::uint64_t other = random.below(4);
    const std::uint64_t what = random.below(60);
    if (what == 0 && (alive >> other & 1) == 0) {
      text += fmt::format("fork,{},\n", other);
      alive |= std::uint64_t{1} << other;
    } else if (what == 1 && other != running && (alive >> other & 1) != 0) {
      text += fmt::format("exit,{},\n", other);
      alive &= ~(std::uint64_t{1} << other);
    } else if (what == 2 && (alive >> other & 1) != 0) {
      text += fmt::format("process,{},\n", running = other);
    } else {
      text += fmt::format("{},{:#x},8\n", random.below(3) == 0 ? "store" : "load",
                          0x1000'0000 + random.below(30) * 4096);
    }
  }
  return folder.file(fmt::format("forking{}.csv", number), text).string();
}

}  // namespace htabsim
