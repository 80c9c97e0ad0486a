// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "sc_main/report/report_page.h"

namespace htabsim {

/// A run's folder for its page, under that name. InputError if it is not one of `run` or `migrate`.
ReportedRun read_reported_run(const std::filesystem::path& run_dir, std::string name);

}  // namespace htabsim
