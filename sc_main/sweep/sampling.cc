// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sampling.h"

#include <optional>
#include <set>

#include <boost/random/sobol.hpp>

#include "htabsim/model/base/split_mix.h"

namespace htabsim {

namespace {

/// Draws in vain after which there is thought to be nothing more to find.
constexpr std::uint64_t kMostDrawsInVain = 100'000;

/// One of so many, equally likely where the bits are.
std::size_t below(std::size_t size, std::uint64_t bits) {
  const double fraction = static_cast<double>(bits >> 11U) * 0x1p-53;
  return static_cast<std::size_t>(fraction * static_cast<double>(size));
}

/// 64 random bits for each axis, again and again.
class Draws {
 public:
  Draws(const std::vector<std::size_t>& sizes, const Sample& sample)
      : sizes_(sizes), seed_(sample.seed) {
    if (sample.kind == SampleKind::sobol) sobol_.emplace(sizes.size());
  }

  Choice next() {
    Choice choice;
    for (const std::size_t size : sizes_) choice.push_back(below(size, bits()));
    return choice;
  }

 private:
  std::uint64_t bits() {
    const std::uint64_t i = drawn_++;
    if (!sobol_) return split_mix_64(seed_, i);
    // The sequence begins at the origin, which Boost's leaves out. The same shift for all points
    // keeps them as even as they are.
    const std::uint64_t point = i < sizes_.size() ? 0 : (*sobol_)();
    return point ^ split_mix_64(seed_, i % sizes_.size());
  }

  const std::vector<std::size_t>& sizes_;
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
  std::optional<boost::random::sobol> sobol_;
};

/// Counts on: false after the last choice.
bool advance(Choice& choice, const std::vector<std::size_t>& sizes) {
  for (std::size_t i = choice.size(); i-- > 0;) {
    if (++choice[i] < sizes[i]) return true;
    choice[i] = 0;
  }
  return false;
}

std::vector<Choice> whole_grid(const std::vector<std::size_t>& sizes,
                               const std::function<bool(const Choice&)>& accepts) {
  std::vector<Choice> choices;
  Choice choice(sizes.size(), 0);
  do {
    if (accepts(choice)) choices.push_back(choice);
  } while (advance(choice, sizes));
  return choices;
}

}  // namespace

std::vector<Choice> sampled_choices(const std::vector<std::size_t>& sizes, const Sample& sample,
                                    const std::function<bool(const Choice&)>& accepts) {
  if (sample.kind == SampleKind::grid) return whole_grid(sizes, accepts);
  std::vector<Choice> choices;
  std::set<Choice> seen;
  Draws draws(sizes, sample);
  for (std::uint64_t in_vain = 0; choices.size() < sample.points && in_vain < kMostDrawsInVain;
       ++in_vain) {
    const Choice choice = draws.next();
    if (!seen.insert(choice).second || !accepts(choice)) continue;
    choices.push_back(choice);
    in_vain = 0;
  }
  return choices;
}

}  // namespace htabsim
