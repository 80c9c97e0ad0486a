// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host_pager.h"

#include "htabsim/model/hpt/page_entries.h"
#include "htabsim/model/papr/host_page.h"

namespace htabsim {

HostPager::HostPager(const sc_core::sc_module_name& name, const HostAgentPlace& place,
                     const Clock& clock, const Config& config, Stepping stepping)
    : HostAgent(name, place, config.host_memory.unmap_interval_us, clock, config, stepping),
      partition_(place.partition),
      memory_(place.memory),
      pages_(config.host_memory.unmap_pages) {}

std::uint64_t HostPager::work(HptPort& port) {
  for (std::uint64_t i = 0; i < pages_; ++i) {
    const HptImage& image = memory_.image();
    const auto next = next_valid(image, hand_);
    if (!next) break;
    hand_ = *next + 1;
    const GuestReal page(image.guest_r(*next) & hpte_r::kRpn);
    counters_.entries_made_absent += withdraw_host_page(port, partition_, page);
    ++counters_.pages_withdrawn;
  }
  return hand_.value();
}

}  // namespace htabsim
