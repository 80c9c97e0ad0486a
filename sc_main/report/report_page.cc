// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/report_page.h"

#include <cmath>
#include <cstdint>
#include <string_view>

#include <boost/algorithm/string/replace.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "sc_main/config/shipped_folder.h"
#include "sc_main/report/described_statistics.h"

namespace htabsim {

namespace {

constexpr ShippedFolder kPageSources = {"report", "HTABSIM_REPORT_DIR", ".html"};
constexpr const char* kPage = "page.html";
constexpr std::string_view kData = "<script id=\"data\" type=\"application/json\">null</script>";
constexpr std::size_t kBeforeData = kData.find("null");
constexpr std::string_view kAfterData = "</script>";

/// A line of the page's source that names another file of the folder, and what stands there
/// instead.
struct Reference {
  std::string_view before;
  std::string_view after;
  std::string_view open;
  std::string_view close;
};
constexpr Reference kStyle = {"<link rel=\"stylesheet\" href=\"", "\">", "<style>\n", "</style>"};
constexpr Reference kScript = {"<script src=\"", "\"></script>", "<script>\n", "</script>"};

/// What is put in is not looked into.
std::string with_files(std::string_view page, const Reference& reference) {
  std::string text;
  for (;;) {
    const std::size_t begin = page.find(reference.before);
    text += page.substr(0, begin);
    if (begin == page.npos) return text;
    page.remove_prefix(begin + reference.before.size());
    const std::size_t end = page.find(reference.after);
    const std::filesystem::path file = report_folder() / page.substr(0, end);
    text += fmt::format("{}{}{}", reference.open, read_whole_file(file), reference.close);
    page.remove_prefix(end == page.npos ? page.size() : end + reference.after.size());
  }
}

/// JavaScript's numbers hold integers up to 2^53 exactly; larger ones are given as texts. A
/// fraction that is none is an integer, as it is in stats.json.
boost::json::value for_javascript(const boost::json::value& value) {
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  if (const boost::json::object* object = value.if_object()) {
    boost::json::object copy;
    for (const auto& member : *object) copy[member.key()] = for_javascript(member.value());
    return copy;
  }
  if (const boost::json::array* array = value.if_array()) {
    boost::json::array copy;
    for (const auto& element : *array) copy.push_back(for_javascript(element));
    return copy;
  }
  if (const double* fraction = value.if_double()) {
    const bool whole = std::trunc(*fraction) == *fraction && std::abs(*fraction) < double{kExact};
    return whole ? boost::json::value(static_cast<std::int64_t>(*fraction)) : value;
  }
  if (!value.is_number()) return value;
  boost::system::error_code negative;
  const auto number = value.to_number<std::uint64_t>(negative);
  if (negative || number <= kExact) return value;
  return boost::json::value(std::to_string(number));
}

/// The names of what was run, without their folders.
boost::json::array inputs_json(const boost::json::object& host) {
  boost::json::array names;
  const auto add = [&names](const boost::json::value& path) {
    if (!path.is_string()) return;
    const std::filesystem::path file = std::string_view(path.get_string());
    const std::filesystem::path name = file.has_filename() ? file.filename() : file.parent_path();
    if (!name.empty()) names.emplace_back(name.string());
  };
  const boost::json::value* guests = host.if_contains("guests");
  if (guests == nullptr || !guests->is_array()) return names;
  for (const boost::json::value& guest : guests->get_array()) {
    if (!guest.is_object()) continue;
    for (const auto& input : guest.get_object()) {
      if (input.key() == "name") continue;
      add(input.value());
      if (!input.value().is_array()) continue;
      for (const boost::json::value& trace : input.value().get_array()) add(trace);
    }
  }
  return names;
}

boost::json::object run_json(const ReportedRun& run) {
  boost::json::object stats = for_javascript(run.stats).get_object();
  boost::json::array inputs;
  if (const auto* host = stats.if_contains("host"); host != nullptr && host->is_object())
    inputs = inputs_json(host->get_object());
  boost::json::object without_host;
  for (auto& member : stats) {
    if (member.key() != "host") without_host[member.key()] = std::move(member.value());
  }
  return {{"name", run.name},
          {"inputs", std::move(inputs)},
          {"stats", std::move(without_host)},
          {"intervals", run.intervals}};
}

}  // namespace

std::filesystem::path report_folder() { return path_of(kPageSources); }

std::string report_page(std::span<const ReportedRun> runs) {
  boost::json::array all;
  for (const ReportedRun& run : runs) all.push_back(run_json(run));
  std::string data = boost::json::serialize(boost::json::object{
      {"runs", std::move(all)}, {"described", description_json(described_statistics())}});
  boost::replace_all(data, "<", "\\u003c");  // so that no text in it ends the element
  const std::filesystem::path source = report_folder() / kPage;
  const std::string page = with_files(with_files(read_whole_file(source), kStyle), kScript);
  const std::size_t place = page.find(kData);
  if (place == page.npos) {
    throw InputError(source.string(), InputError::kNoLine,
                     fmt::format("has no place for the data: {}", kData));
  }
  return fmt::format("{}{}{}{}", page.substr(0, place + kBeforeData), data, kAfterData,
                     page.substr(place + kData.size()));
}

}  // namespace htabsim
