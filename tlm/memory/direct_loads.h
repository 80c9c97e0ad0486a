// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/image.h"
#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/memory/hpt_protocol.h"

namespace htabsim {

/// What an EntryScan loads, one load after the other: each by HptDirect::load().
struct DirectLoads {
  HptDirect& memory;
  const HptExtension& by;
  Cycles cycle;  ///< of the next load

  std::uint64_t load_guest_r(HpteIndex index) { return load(hpt_address::of_reverse_map(index)); }
  std::uint64_t load(HpteIndex index, HpteDword which) {
    return load(hpt_address::of_dword(index, which));
  }
  std::uint64_t load(std::uint64_t address) {
    const HptDirect::Loaded loaded = memory.load(by, address, cycle);
    cycle = loaded.answered;
    return loaded.value;
  }
};

/// The same where each load is a hit in the L1.
struct L1Loads {
  const HptImage& image;
  InitiatorId initiator;
  Cycles latency;
  EventHash& events;
  Cycles cycle;             ///< of the next load
  std::uint64_t count = 0;  ///< of loads
  bool guest_r_last = false;

  std::uint64_t load_guest_r(HpteIndex index) {
    add(hpt_address::of_reverse_map(index));
    guest_r_last = true;
    return image.guest_r(index);
  }
  std::uint64_t load(HpteIndex index, HpteDword which) {
    add(hpt_address::of_dword(index, which));
    guest_r_last = false;
    return image.load(index, which);
  }
  void add(std::uint64_t address) {
    events.add(cycle, static_cast<std::uint64_t>(initiator), address);
    cycle += latency;
    ++count;
  }
};

}  // namespace htabsim
