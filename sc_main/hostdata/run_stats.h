// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace htabsim {

/// Reads the stats.json of a run's folder. Throws InputError, with the line if there is one to
/// blame, if it is missing or no JSON object.
boost::json::object read_run_stats(const std::filesystem::path& run_dir);

/// What stands at a dotted path, "htab_fd.read_latency.count"; null if nothing does.
const boost::json::value* member_at(const boost::json::object& object, std::string_view path);

/// The number at a dotted path; nothing if there is none.
std::optional<double> number_at(const boost::json::object& object, std::string_view path);

}  // namespace htabsim
