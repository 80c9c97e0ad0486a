// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_process.h"

namespace htabsim {

namespace {

/// mt19937_64 mixes its seed well, so neighbouring seeds and programs have unrelated streams.
std::uint64_t stream_seed(const GuestOsConfig& config) {
  return config.seed * 0x9e37'79b9'7f4a'7c15 + config.address_space;
}

}  // namespace

GuestProcess::GuestProcess(const GuestOsConfig& config)
    : random(stream_seed(config)),
      space(config.address_space, config.address_spaces, config.segment_size, config.page_size,
            config.vsid_allocation, config.seed),
      frames(config.memory, config.page_size) {}

}  // namespace htabsim
