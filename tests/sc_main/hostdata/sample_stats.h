// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json/parse.hpp>

namespace htabsim {

/// Statistics of a small run: a cycle is 500 ps, two passes, the second with the guest stopped.
inline constexpr char kSampleStats[] = R"({
  "config": {"clock": {"period_ps": 500}},
  "pmu": {
    "processor": "power8",
    "all": {
      "PM_RUN_CYC": 2000000, "PM_TLB_MISS": 1000, "PM_DTLB_MISS": 800, "PM_ITLB_MISS": 200,
      "PM_DATA_TABLEWALK_CYC": 40000, "PM_TABLEWALK_CYC": 60000, "PM_LSU_DERAT_MISS": 5000,
      "PM_DPTEG_FROM_L2": 600, "PM_IPTEG_FROM_MEMORY": 50
    },
    "cpu0": {"PM_RUN_CYC": 1}
  },
  "htab_fd": {"read_latency": {
    "count": 6, "total_cycles": 48000, "p50_cycles": 6000, "p90_cycles": 16000,
    "p99_cycles": 16000, "maximum_cycles": 16000,
    "bins_from_cycles_and_count": [[6000, 3], [7000, 2], [16000, 1]]}},
  "migration": {
    "iterations": 2, "stopped_cycle": 90000,
    "passes": [
      {"reads": 4, "groups": 8, "valid": 20, "invalid": 236, "bytes": 384, "begin_cycle": 10000,
       "cycles": 60000, "guest_stopped": false},
      {"reads": 2, "groups": 1, "valid": 5, "invalid": 3, "bytes": 88, "begin_cycle": 70000,
       "cycles": 40000, "guest_stopped": true}]}
})";

inline boost::json::object sample_stats() { return boost::json::parse(kSampleStats).get_object(); }

}  // namespace htabsim
