// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "htabsim/model/trace/guest_registers.h"
#include "htabsim/model/trace/guest_size.h"
#include "htabsim/model/trace/saved_slb.h"

namespace htabsim {

/// One processor of a captured guest, before the first event and after the last one.
struct CapturedVcpu {
  GuestRegisterFile registers;
  std::vector<SavedSlbEntry> slb_start;
  std::vector<SavedSlbEntry> slb_end;
};

/// A captured guest's folder: what its processors did, in one order, between two states of its page
/// table and their SLBs. Large files are named here; small ones have been read.
struct CapturedGuest {
  std::filesystem::path folder;
  std::filesystem::path events;
  std::filesystem::path hpt_start;  ///< HTAB stream of the table before the first event
  std::filesystem::path hpt_end;    ///< and of the table after the last one
  /// An earlier live migration, in many passes, if there is one.
  std::optional<std::filesystem::path> hpt_live;

  GuestSize size;
  std::vector<CapturedVcpu> vcpus;  ///< by number
};

/// A processor's files have its number in their names (slb_start.0.txt), unless there is only one.
/// Throws InputError if `folder` is not a folder, if a file is missing, or if a small file is
/// unusable.
CapturedGuest open_captured_guest(const std::filesystem::path& folder);

}  // namespace htabsim
