// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/defect_table.h"

namespace htabsim {

namespace {

using P = StreamPromise;

constexpr DefectInfo kTable[] = {
    {Defect::modified_cleared_early, P::no_lost_update, "explore reader_enter",
     "the reader clears MODIFIED before it locks and reads the entry"},
    {Defect::modified_cleared_unrecorded, P::no_lost_update, "explore reader_enter",
     "MODIFIED goes although the second look said no and nothing was recorded (R30)"},
    {Defect::modified_kept, P::only_changes, "explore reader_enter",
     "the first pass leaves MODIFIED set, and the next reports the entry again (R30)"},
    {Defect::rc_not_noticed, P::zero_means_none, "explore reader_walk --memory sc",
     "R and C set by hardware make no entry dirty, as in 2012"},
    {Defect::rc_not_harvested, P::no_phantom, "explore reader_walk --memory sc",
     "the reported dword 1 lacks the R and C that hardware has set (R28)"},
    {Defect::read_without_lock, P::no_phantom, "explore reader_protect",
     "the reader does not take the entry's lock (R58)"},
    {Defect::host_dword1_reported, P::no_phantom, "explore reader_enter",
     "the reader reports the host's dword 1, not the guest's (R28)"},
    {Defect::index_sampled_early, P::no_phantom, "explore reader_enter",
     "a later pass's header has the index from before the clean entries, as in 2012"},
    {Defect::cursor_saved_short, P::framing, "migrate --guest traces/p8-4k-share",
     "a read ends one entry behind where the next begins"},
    {Defect::scan_gives_up, P::zero_means_none, "migrate --guest traces/p8-4k-share",
     "a read returns after 512 clean entries, although 0 says there is no more"},
    {Defect::bolted_filter_ignored, P::bolted_only,
     "migrate --guest traces/p8-4k-share --set migration.entries=bolted_only",
     "a bolted-only stream holds all valid entries (R26)"},
    {Defect::enter_not_noted, P::zero_means_none, "explore reader_enter",
     "H_ENTER does not set MODIFIED (R53)"},
    {Defect::protect_not_noted, P::zero_means_none, "explore reader_protect",
     "H_PROTECT does not set MODIFIED (R53)"},
    {Defect::remove_reads_rc_early, P::no_lost_update, "explore walk_remove",
     "H_REMOVE takes R and C from before its tlbie (R51)"},
    {Defect::protect_without_lock, P::no_lost_update, "explore reader_protect_remove",
     "H_PROTECT does not take the entry's lock"},
    {Defect::tlbsync_does_not_wait, P::no_lost_update, "explore walk_remove",
     "a tlbsync completes before the other processors have invalidated (facts H7)"},
    {Defect::hcall_invalidates_locally, std::nullopt, "verify traces/p8-4k-smp2",
     "an hcall's invalidation reaches its own processor alone (facts H9)"},
    {Defect::commit_lets_others_run, P::no_lost_update, "explore commit_fault",
     "H_RESIZE_HPT_COMMIT moves the entries while other processors run (facts I9)"},
};

}  // namespace

std::span<const DefectInfo> defect_table() { return kTable; }

}  // namespace htabsim
