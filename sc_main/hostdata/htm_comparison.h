// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "htabsim/model/trace/htm_reloads.h"
#include "sc_main/hostdata/comparison.h"

namespace htabsim {

/// A run's ERATs, and its guest's pages and segments, as its statistics have them. Throws
/// InputError naming `stats_file` where they have not, or where no machine can have them so.
HtmReloadSetup htm_reload_setup(const boost::json::object& stats,
                                const std::filesystem::path& stats_file);

/// The reloads of translations that a dump of the hardware trace tells, beside those that the model
/// makes for the same accesses.
class HtmComparison {
 public:
  /// Reads the dump twice. Throws InputError if it is no such dump, has no instruction, or is no
  /// file that can be read twice.
  HtmComparison(const std::filesystem::path& dump, const HtmReloadSetup& setup);

  /// Of each buffer how many reloads there are, and how many are of the same pages in the same
  /// order: what is less than the host's figure is what the model misses.
  [[nodiscard]] std::vector<ComparisonRow> rows() const;
  /// What the figures were made from, a line each.
  [[nodiscard]] std::string preface() const;
  /// The first reloads that only one side has, as a table; nothing if there are none.
  [[nodiscard]] std::string differences() const;

 private:
  HtmReloadSetup setup_;
  HtmReloads::Result result_;
  std::uint64_t losses_ = 0;
};

}  // namespace htabsim
