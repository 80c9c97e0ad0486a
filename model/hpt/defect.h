// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// A deliberate bug of the kind that real code had or could have, to see whether the checker
/// catches it. The code asks for each at the one place that has it; model/htab/defect_table.h says
/// what each breaks.
enum class Defect : std::uint8_t {
  none,
  modified_cleared_early,
  modified_cleared_unrecorded,
  modified_kept,
  rc_not_noticed,
  rc_not_harvested,
  read_without_lock,
  host_dword1_reported,
  index_sampled_early,
  cursor_saved_short,
  scan_gives_up,
  bolted_filter_ignored,
  enter_not_noted,
  protect_not_noted,
  remove_reads_rc_early,
  protect_without_lock,
  protect_reads_rc_early,
  protect_ignores_host,
  bulk_remove_unlocks_early,
  erratum_tlbie_left_out,
  walk_reads_dword1_first,
  tlbsync_does_not_wait,
  hcall_invalidates_locally,
  commit_lets_others_run,
};
BOOST_DESCRIBE_ENUM(Defect, none, modified_cleared_early, modified_cleared_unrecorded,
                    modified_kept, rc_not_noticed, rc_not_harvested, read_without_lock,
                    host_dword1_reported, index_sampled_early, cursor_saved_short, scan_gives_up,
                    bolted_filter_ignored, enter_not_noted, protect_not_noted,
                    remove_reads_rc_early, protect_without_lock, protect_reads_rc_early,
                    protect_ignores_host, bulk_remove_unlocks_early, erratum_tlbie_left_out,
                    walk_reads_dword1_first, tlbsync_does_not_wait, hcall_invalidates_locally,
                    commit_lets_others_run)

}  // namespace htabsim
