// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <random>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/guest/address_space.h"
#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/guest_process.h"
#include "htabsim/model/guest/kernel_lock.h"
#include "htabsim/model/guest/page_frames.h"
#include "htabsim/model/guest/page_regions.h"

namespace htabsim {

/// What a guest's kernel has for one program, whose processes and threads may run on several
/// processors. One of them at a time works on it, which the lock sees to.
struct GuestProgram {
  /// PageRegionError if the program cannot have these regions.
  explicit GuestProgram(const GuestOsConfig& config);
  GuestProgram(const GuestProgram&) = delete;
  GuestProgram& operator=(const GuestProgram&) = delete;

  KernelLock lock;
  std::mt19937_64 random;
  AddressSpace space;
  const PageRegions regions;
  PageFrames frames;
  const bool sizes_vary;  ///< a page may be of another size than its region's
  std::map<std::uint32_t, GuestProcess> processes;  ///< by number

  /// The one of that number, which begins without a page if it is new.
  GuestProcess& process(std::uint32_t number);

  /// While nobody holds the lock.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    serialize_random(archive, random);
    archive& space& frames;
    serialize_values(archive, processes,
                     [this](std::uint32_t number) -> GuestProcess& { return process(number); });
  }
};

}  // namespace htabsim
