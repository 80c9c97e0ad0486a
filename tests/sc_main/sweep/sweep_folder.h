// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/sc_main/cli/program.h"

namespace htabsim {

/// A folder with a trace, `t`, and sweeps of it.
class SweepFolder {
 public:
  static constexpr std::size_t kAccesses = 2'000;

  SweepFolder() { add_trace("t", 1); }

  /// A program of loads and stores over 256 pages.
  void add_trace(const std::string& name, std::uint64_t seed) const {
    std::string text;
    for (std::size_t i = 0; i < kAccesses; ++i) {
      const std::uint64_t number = split_mix_64(seed, i);
      text += fmt::format(" {} {:x},8\n", number % 3 == 0 ? 'S' : 'L',
                          0x1000'0000 + number / 3 % 256 * 4096 + number / 1024 % 512 * 8);
    }
    folder_.file(name, text);
  }

  /// Writes a sweep of the trace.
  [[nodiscard]] std::string sweep(const std::string& contents) const {
    return folder_.file("sweep.toml", contents + "\n[[trace]]\nfile = \"t\"\n").string();
  }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::string out(const std::string& name = "out") const {
    return (folder_ / name).string();
  }

 private:
  TemporaryFolder folder_;
};

/// 24 configurations: 4 TLBs x 3 numbers of walkers x 2 seeds.
inline const std::string kTwentyFour = R"(sweep.repeat = 2
[[axis]]
key = "mmu.tlb_entries"
from = 64
to = 512
factor = 2
[[axis]]
key = "mmu.walkers"
values = [1, 2, 4]
)";

inline std::size_t count_of_entries(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

}  // namespace htabsim
