// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/dirty_logger.h"

#include "htabsim/model/papr/dirty_log.h"

namespace htabsim {

DirtyLogger::DirtyLogger(const sc_core::sc_module_name& name, const HostAgentPlace& place,
                         const Clock& clock, const Config& config, Stepping stepping)
    : HostAgent(name, place, config.host_memory.dirty_log_interval_us, clock, config, stepping),
      partition_(place.partition) {}

std::uint64_t DirtyLogger::work(HptPort& port) {
  const std::uint64_t pages = take_dirty_log(port, partition_);
  ++counters_.logs;
  counters_.dirty_pages += pages;
  return pages;
}

}  // namespace htabsim
