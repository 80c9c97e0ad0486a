// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/defect_table.h"

namespace htabsim {

namespace {

using enum DefectShows;
using P = StreamPromise;

constexpr DefectInfo kTable[] = {
    {Defect::modified_cleared_early, P::no_lost_update, kAlone,
     "the reader clears MODIFIED before it locks and reads the entry"},
    {Defect::modified_cleared_unrecorded, P::no_lost_update, kReaderRace,
     "MODIFIED goes although the second look said no and nothing was recorded (R30)"},
    {Defect::modified_kept, P::only_changes, kAlone,
     "the first pass leaves MODIFIED set, and the next reports the entry again (R30)"},
    {Defect::rc_not_noticed, P::zero_means_none, kAlone,
     "R and C set by hardware make no entry dirty, as in 2012"},
    {Defect::rc_not_harvested, P::no_phantom, kAlone,
     "the reported dword 1 lacks the R and C that hardware has set (R28)"},
    {Defect::read_without_lock, P::no_phantom, kReaderRace,
     "the reader does not take the entry's lock (R58)"},
    {Defect::host_dword1_reported, P::no_phantom, kAlone,
     "the reader reports the host's dword 1, not the guest's (R28)"},
    {Defect::index_sampled_early, P::no_phantom, kAlone,
     "a later pass's header has the index from before the clean entries, as in 2012"},
    {Defect::cursor_saved_short, P::framing, kAlone,
     "a read ends one entry behind where the next begins"},
    {Defect::scan_gives_up, P::zero_means_none, kAlone,
     "a read returns after 512 clean entries, although 0 says there is no more"},
    {Defect::bolted_filter_ignored, P::bolted_only, kAlone,
     "a bolted-only stream holds all valid entries (R26)"},
    {Defect::enter_not_noted, P::zero_means_none, kAlone, "H_ENTER does not set MODIFIED (R53)"},
    {Defect::protect_not_noted, P::zero_means_none, kAlone,
     "H_PROTECT does not set MODIFIED (R53)"},
    {Defect::remove_reads_rc_early, P::no_lost_update, kCpuRace,
     "H_REMOVE takes R and C from before its tlbie (R51)"},
    {Defect::protect_without_lock, P::no_lost_update, kReaderRace,
     "H_PROTECT does not take the entry's lock"},
    {Defect::tlbsync_does_not_wait, P::no_lost_update, kCpuRace,
     "a tlbsync completes before the other processors have invalidated (facts H7)"},
};

}  // namespace

std::span<const DefectInfo> defect_table() { return kTable; }

}  // namespace htabsim
