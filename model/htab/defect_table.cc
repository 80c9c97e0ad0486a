// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/defect_table.h"

namespace htabsim {

namespace {

constexpr DefectInfo kTable[] = {
    {Defect::modified_cleared_early, "no_lost_update", "explore reader_enter",
     "the reader clears MODIFIED before it locks and reads the entry"},
    {Defect::modified_cleared_unrecorded, "no_lost_update", "explore reader_enter",
     "MODIFIED goes although the second look said no and nothing was recorded (R30)"},
    {Defect::modified_kept, "only_changes", "explore reader_enter",
     "the first pass leaves MODIFIED set, and the next reports the entry again (R30)"},
    {Defect::rc_not_noticed, "zero_means_none", "explore reader_walk --memory sc",
     "R and C set by hardware make no entry dirty, as in 2012"},
    {Defect::rc_not_harvested, "no_phantom", "explore reader_walk --memory sc",
     "the reported dword 1 lacks the R and C that hardware has set (R28)"},
    {Defect::read_without_lock, "no_phantom", "explore reader_protect",
     "the reader does not take the entry's lock (R58)"},
    {Defect::host_dword1_reported, "no_phantom", "explore reader_enter",
     "the reader reports the host's dword 1, not the guest's (R28)"},
    {Defect::index_sampled_early, "no_phantom", "explore reader_enter",
     "a later pass's header has the index from before the clean entries, as in 2012"},
    {Defect::cursor_saved_short, "framing", "migrate --guest traces/p8-4k-share",
     "a read ends one entry behind where the next begins"},
    {Defect::scan_gives_up, "zero_means_none", "migrate --guest traces/p8-4k-share",
     "a read returns after 512 clean entries, although 0 says there is no more"},
    {Defect::bolted_filter_ignored, "bolted_only",
     "migrate --guest traces/p8-4k-share --set migration.entries=bolted_only",
     "a bolted-only stream holds all valid entries (R26)"},
    {Defect::enter_not_noted, "zero_means_none", "explore reader_enter",
     "H_ENTER does not set MODIFIED (R53)"},
    {Defect::protect_not_noted, "zero_means_none", "explore reader_protect",
     "H_PROTECT does not set MODIFIED (R53)"},
    {Defect::remove_reads_rc_early, "no_lost_update", "explore walk_remove",
     "H_REMOVE takes R and C from before its tlbie (R51)"},
    {Defect::protect_without_lock, "no_lost_update", "explore reader_protect_remove",
     "H_PROTECT does not take the entry's lock"},
    {Defect::protect_reads_rc_early, "no_lost_update", "explore walk_protect",
     "H_PROTECT takes R and C from before its tlbie, and overwrites later ones (facts G3)"},
    {Defect::protect_ignores_host, "host_protection", "explore protect_host_pages",
     "H_PROTECT gives the guest a right to store that the host withholds"},
    {Defect::bulk_remove_unlocks_early, "no_lost_update", "explore bulk_remove_walk",
     "H_BULK_REMOVE unlocks its entries before it invalidates their translations"},
    {Defect::erratum_tlbie_left_out, "no_lost_update", "explore erratum_walk_remove",
     "a processor that has POWER9's erratum gets no second tlbie (facts H8)"},
    {Defect::walk_reads_dword1_first, "whole_entry", "explore enter_walk --entry-fetch doublewords",
     "a table walk reads dword 1 of an entry before dword 0 (facts O11)"},
    {Defect::tlbsync_does_not_wait, "no_lost_update", "explore walk_remove",
     "a tlbsync completes before the other processors have invalidated (facts H7)"},
    {Defect::hcall_invalidates_locally, "", "verify traces/p8-4k-smp2",
     "an hcall's invalidation reaches its own processor alone (facts H9)"},
    {Defect::commit_lets_others_run, "no_lost_update", "explore commit_fault",
     "H_RESIZE_HPT_COMMIT moves the entries while other processors run (facts I9)"},
};

}  // namespace

std::span<const DefectInfo> defect_table() { return kTable; }

}  // namespace htabsim
