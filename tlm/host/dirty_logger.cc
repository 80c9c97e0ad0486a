// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/dirty_logger.h"

#include "htabsim/model/papr/dirty_log.h"

namespace htabsim {

DirtyLogger::DirtyLogger(const sc_core::sc_module_name& name, const Sim& sim,
                         const HostAgentPlace& place)
    : HostAgent(name, sim, place, "the dirty log", sim.config.host_memory.dirty_log_interval_us,
                UpdateCode::dirty_log),
      partition_(place.partition) {}

std::uint64_t DirtyLogger::turn(HptPort& port) {
  const std::uint64_t pages = take_dirty_log(port, partition_);
  ++counters_.logs;
  counters_.dirty_pages += pages;
  return pages;
}

}  // namespace htabsim
