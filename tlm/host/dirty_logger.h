// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include "htabsim/tlm/host/host_agent.h"

namespace htabsim {

struct DirtyLoggerCounters {
  std::uint64_t logs = 0;
  std::uint64_t dirty_pages = 0;  ///< of all logs together
};
BOOST_DESCRIBE_STRUCT(DirtyLoggerCounters, (), (logs, dirty_pages))

/// The client that asks for the guest's dirty pages, as a migration of its memory does
/// (KVM_GET_DIRTY_LOG).
class DirtyLogger final : public HostAgent {
 public:
  DirtyLogger(const sc_core::sc_module_name& name, const Sim& sim, const HostAgentPlace& place);

  static bool is_wanted(const Config& config) {
    return config.host_memory.dirty_log_interval_us != 0;
  }
  [[nodiscard]] std::string title() const override { return "dirty log"; }
  void report(Report& report) const override { report.counters("", counters_); }

 private:
  std::uint64_t turn(HptPort& port) override;

  const Partition& partition_;
  DirtyLoggerCounters counters_;
};

}  // namespace htabsim
