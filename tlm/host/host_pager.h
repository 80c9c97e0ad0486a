// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include "htabsim/tlm/host/host_agent.h"

namespace htabsim {

struct HostPagerCounters {
  std::uint64_t pages_withdrawn = 0;
  std::uint64_t entries_made_absent = 0;
};
BOOST_DESCRIBE_STRUCT(HostPagerCounters, (), (pages_withdrawn, entries_made_absent))

/// The host's pager: takes pages from the guest, as KVM's MMU notifier is told when the host needs
/// memory, and the guest's next use brings them back. A hand goes round the table, whose order is
/// the hash's, and takes the page of the next VALID entry.
class HostPager final : public HostAgent {
 public:
  HostPager(const sc_core::sc_module_name& name, const Sim& sim, const HostAgentPlace& place);

  static bool is_wanted(const Config& config) { return config.host_memory.unmap_interval_us != 0; }
  [[nodiscard]] std::string title() const override { return "pager"; }
  void report(Report& report) const override { report.counters("", counters_); }

 private:
  std::uint64_t turn(HptPort& port) override;

  Partition& partition_;
  const HptImage& table_;
  std::uint64_t pages_;
  HpteIndex hand_;
  HostPagerCounters counters_;
};

}  // namespace htabsim
