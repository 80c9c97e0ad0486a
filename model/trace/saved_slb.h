// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace htabsim {

/// One entry of a saved segment lookaside buffer; V may be 0 and the rest stale (facts B2, B7).
struct SavedSlbEntry {
  unsigned index = 0;
  std::uint64_t esid_word = 0;  ///< ESID and V
  std::uint64_t vsid_word = 0;  ///< RS of the slbmte

  friend bool operator==(const SavedSlbEntry&, const SavedSlbEntry&) = default;
};

/// Reads slb_start.txt or slb_end.txt: lines of index (decimal) and the two words (hexadecimal),
/// each index at most once; lines that begin with # are passed over. Throws InputError.
std::vector<SavedSlbEntry> read_saved_slb(const std::filesystem::path& path);

}  // namespace htabsim
