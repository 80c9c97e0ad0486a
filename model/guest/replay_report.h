// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

namespace htabsim {

/// How a replayed guest compares with its recording: what was checked and how much of it differed.
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
  std::uint64_t other_interrupts = 0;

  [[nodiscard]] std::uint64_t differences() const {
    return addresses_differ + faults_differ + hcalls_differ;
  }
};
BOOST_DESCRIBE_STRUCT(ReplayCounters, (),
                      (events, addresses_checked, addresses_differ, faults_checked, faults_differ,
                       hcalls_checked, hcalls_differ, hcalls_not_modelled, lookaside_hits,
                       other_interrupts))

/// Executed hcalls by kind, as the guest issued them.
struct HcallCounters {
  std::uint64_t enter = 0;
  std::uint64_t remove = 0;
  std::uint64_t bulk_remove = 0;
  std::uint64_t protect = 0;
  std::uint64_t read = 0;
  std::uint64_t clear_ref = 0;
  std::uint64_t clear_mod = 0;
  std::uint64_t other = 0;
  std::uint64_t pteg_full = 0;  ///< H_ENTERs that found no free slot
  std::uint64_t not_found = 0;
};
BOOST_DESCRIBE_STRUCT(HcallCounters, (),
                      (enter, remove, bulk_remove, protect, read, clear_ref, clear_mod, other,
                       pteg_full, not_found))

/// The counts, and the first differences in words.
class ReplayReport {
 public:
  static constexpr std::size_t kKept = 20;

  ReplayCounters counters;
  HcallCounters hcalls;

  /// `event` is the ordinal of the event in the recording, from 1: its line number.
  void differ(std::uint64_t& counter, std::uint64_t event, std::string text);
  [[nodiscard]] const std::vector<std::string>& differences() const { return differences_; }

 private:
  std::vector<std::string> differences_;
};

}  // namespace htabsim
