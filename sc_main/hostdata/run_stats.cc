// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/run_stats.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "sc_main/hostdata/json_reader.h"

namespace htabsim {

boost::json::object read_run_stats(const std::filesystem::path& run_dir) {
  const std::filesystem::path file = run_dir / "stats.json";
  const std::string text = read_whole_file(file);
  auto [value, error, read] = read_json(text);
  if (error) {
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(read), '\n');
    throw InputError(file.string(), static_cast<std::uint64_t>(line),
                     fmt::format("is not JSON: {}", error.message()));
  }
  if (!value.is_object()) {
    throw InputError(file.string(), InputError::kNoLine, "is not the statistics of a run");
  }
  return std::move(value.get_object());
}

const boost::json::value* member_at(const boost::json::object& object, std::string_view path) {
  const boost::json::object* within = &object;
  for (;;) {
    const std::size_t dot = path.find('.');
    const boost::json::value* found = within->if_contains(path.substr(0, dot));
    if (found == nullptr || dot == path.npos) return found;
    within = found->if_object();
    if (within == nullptr) return nullptr;
    path.remove_prefix(dot + 1);
  }
}

std::optional<double> number_at(const boost::json::object& object, std::string_view path) {
  const boost::json::value* found = member_at(object, path);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return found->to_number<double>();
}

}  // namespace htabsim
