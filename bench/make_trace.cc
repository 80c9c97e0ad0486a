// SPDX-License-Identifier: Apache-2.0
//
// make_trace ACCESSES COLD_PER_MILLE COLD_PAGES SEED
//
// Writes a trace in lackey's format: loads, one in four a store, from sixteen pages that every ERAT
// holds, but so many of a thousand from that many other pages. With more of these than the TLB has
// entries, that is the rate of walks, about.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>

namespace {

constexpr std::uint64_t kHotPages = 16;
constexpr std::uint64_t kHotBase = 0x2000'0000;
constexpr std::uint64_t kColdBase = 0x100'0000'0000;

/// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t bound) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % bound;
  }

 private:
  std::uint64_t state_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: make_trace ACCESSES COLD_PER_MILLE COLD_PAGES SEED\n", stderr);
    return 2;
  }
  const auto number = [argv](int i) { return std::strtoull(argv[i], nullptr, 10); };
  Random random(number(4));
  fmt::memory_buffer text;
  for (std::uint64_t left = number(1); left > 0; --left) {
    const bool cold = random.below(1000) < number(2);
    const std::uint64_t page = cold ? kColdBase + random.below(number(3)) * 4096
                                    : kHotBase + random.below(kHotPages) * 4096;
    fmt::format_to(std::back_inserter(text), " {} {:x},8\n", random.below(4) == 0 ? 'S' : 'L',
                   page + random.below(512) * 8);
    if (text.size() < std::size_t{1} << 16 && left > 1) continue;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return 2;
    text.clear();
  }
  return 0;
}
