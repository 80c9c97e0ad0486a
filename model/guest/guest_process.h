// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/guest/address_space.h"
#include "htabsim/model/guest/guest_hash_table.h"
#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/kernel_lock.h"
#include "htabsim/model/guest/page_frames.h"

namespace htabsim {

/// What a guest's kernel knows of one program, whose threads may run on several processors. One of
/// them at a time works on it, which the lock sees to.
struct GuestProcess {
  struct Page {
    VirtualPage name;
    std::optional<GuestReal> frame;  // none: it was taken away
    std::optional<HpteIndex> slot;   // where its entry was put; others may have evicted it
    bool writable = true;
    bool dirty = false;
  };

  explicit GuestProcess(const GuestOsConfig& config);
  GuestProcess(const GuestProcess&) = delete;
  GuestProcess& operator=(const GuestProcess&) = delete;

  KernelLock lock;
  std::mt19937_64 random;
  AddressSpace space;
  PageFrames frames;
  std::vector<Page> pages;  ///< in the order of their first touch
  boost::unordered_flat_map<std::uint64_t, std::size_t> by_address;  ///< into `pages`
  std::size_t ageing_hand = 0;                                       ///< into `pages`
};

}  // namespace htabsim
