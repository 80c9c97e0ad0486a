// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host_pager.h"

#include "htabsim/model/papr/host_page.h"

namespace htabsim {

HostPager::HostPager(const sc_core::sc_module_name& name, const Sim& sim,
                     const HostAgentPlace& place)
    : HostAgent(name, sim, place, "the host's pager", sim.config.host_memory.unmap_interval_us,
                UpdateCode::unmap),
      partition_(place.partition),
      table_(place.table.image),
      pages_(sim.config.host_memory.unmap_pages) {}

std::uint64_t HostPager::turn(HptPort& port) {
  for (std::uint64_t i = 0; i < pages_; ++i) {
    const auto next = table_.chains().next_valid(hand_);
    if (!next) break;
    hand_ = *next + 1;
    const GuestReal page(table_.guest_r(*next) & hpte_r::kRpn);
    counters_.entries_made_absent += withdraw_host_page(port, partition_, page);
    ++counters_.pages_withdrawn;
  }
  return hand_.value();
}

}  // namespace htabsim
