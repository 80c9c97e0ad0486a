// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_program.h"

namespace htabsim {

namespace {

/// mt19937_64 mixes its seed well, so neighbouring seeds and programs have unrelated streams.
std::uint64_t stream_seed(const GuestOsConfig& config) {
  return config.seed * 0x9e37'79b9'7f4a'7c15 + config.address_space;
}

}  // namespace

GuestProgram::GuestProgram(const GuestOsConfig& config)
    : random(stream_seed(config)),
      space(config.address_space, config.address_spaces, config.segment_size, config.page_size,
            config.vsid_allocation, config.seed),
      regions(config.page_size, config.segment_size, config.page_regions),
      frames(config.memory),
      sizes_vary(config.page_size_hints == PageSizeHints::obey || config.transparent_16m != 0) {}

GuestProcess& GuestProgram::process(std::uint32_t number) {
  return processes.try_emplace(number, number, *this).first->second;
}

}  // namespace htabsim
