// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "htabsim/model/guest/hcall_counters.h"

namespace htabsim {

/// How a replay compares with its recording: what was checked, and how much of it differed.
struct ReplayCounters {
  std::uint64_t events = 0;
  std::uint64_t addresses_checked = 0;
  std::uint64_t addresses_differ = 0;
  std::uint64_t faults_checked = 0;
  std::uint64_t faults_differ = 0;
  std::uint64_t hcalls_checked = 0;
  std::uint64_t hcalls_differ = 0;
  std::uint64_t hcalls_not_modelled = 0;  ///< console, RTAS and the like: time only
  std::uint64_t lookaside_hits = 0;       ///< by a segment whose SLB entry was overwritten
  std::uint64_t mpss_hits = 0;  ///< of a base page without HPTE, by another one's translation
  std::uint64_t other_interrupts = 0;

  [[nodiscard]] std::uint64_t differences() const {
    return addresses_differ + faults_differ + hcalls_differ;
  }
};
BOOST_DESCRIBE_STRUCT(ReplayCounters, (),
                      (events, addresses_checked, addresses_differ, faults_checked, faults_differ,
                       hcalls_checked, hcalls_differ, hcalls_not_modelled, lookaside_hits,
                       mpss_hits, other_interrupts))

/// The counts, and the first differences in words.
class ReplayReport {
 public:
  static constexpr std::size_t kKept = 20;

  ReplayCounters counters;
  HcallCounters hcalls;

  /// `line` is the event's line in the recording, from 1.
  void differ(std::uint64_t& counter, std::uint64_t line, std::string text);
  [[nodiscard]] const std::vector<std::string>& differences() const { return differences_; }

 private:
  std::vector<std::string> differences_;
};

}  // namespace htabsim
