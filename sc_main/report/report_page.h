// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include <boost/json/object.hpp>

namespace htabsim {

/// A run as its page shows it.
struct ReportedRun {
  std::string name;           ///< of its folder
  boost::json::object stats;  ///< the contents of stats.json
  std::string intervals;      ///< those of intervals.csv; empty: there is none
};

/// HTABSIM_REPORT_DIR of the environment; without it the folder "report" beside the program, or in
/// share/htabsim of the prefix that the program is installed in. It has the page's sources.
/// InputError, naming both folders, if there is neither.
std::filesystem::path report_folder();

/// One HTML file that needs no other and no network: of a run what it did, of several runs a
/// comparison. It says nothing of the member `host` but its inputs. InputError if a source of the
/// page is missing or is not as it was shipped.
std::string report_page(std::span<const ReportedRun> runs);

}  // namespace htabsim
