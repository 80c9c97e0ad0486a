// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/random_order.h"

#include <bit>

#include "htabsim/model/base/split_mix.h"
#include "htabsim/model/isa/bits.h"

namespace htabsim {

RandomOrder::RandomOrder(std::uint64_t count, std::uint64_t seed)
    : count_(count),
      mask_(low_mask(static_cast<unsigned>(std::bit_width(count - 1)))),
      half_bits_((static_cast<unsigned>(std::bit_width(count - 1)) + 1) / 2) {
  std::uint64_t drawn = 0;
  for (Round& round : rounds_) {
    round.multiplier = split_mix_64(seed, drawn++) | 1;
    round.addend = split_mix_64(seed, drawn++);
  }
}

std::uint64_t RandomOrder::scrambled(std::uint64_t x) const {
  for (const Round& round : rounds_) {
    x = (x * round.multiplier + round.addend) & mask_;
    x ^= x >> half_bits_;
  }
  return x;
}

std::uint64_t RandomOrder::at(std::uint64_t position) const {
  std::uint64_t x = position;
  do {
    x = scrambled(x);
  } while (x >= count_);
  return x;
}

}  // namespace htabsim
