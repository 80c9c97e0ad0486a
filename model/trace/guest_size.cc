// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/guest_size.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <boost/json.hpp>
#include <boost/system/error_code.hpp>
#include <fmt/core.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/hpt/geometry.h"

namespace htabsim {

namespace json = boost::json;

namespace {

constexpr std::string_view kRamBlock = "ppc_spapr.ram";

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& text) {
  throw InputError(path.string(), InputError::kNoLine, text);
}

json::value parse_file(const std::filesystem::path& path) {
  const std::string text = read_whole_file(path);
  json::stream_parser parser;
  boost::system::error_code error;
  const std::size_t parsed = parser.write_some(text, error);
  if (!error && parsed == text.size()) parser.finish(error);
  if (!error && parsed == text.size()) return parser.release();
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(parsed), '\n');
  throw InputError(path.string(), static_cast<std::uint64_t>(line),
                   fmt::format("is not JSON ({})", error ? error.message() : "text after the end"));
}

/// The bytes of a block given as [name, bytes], nothing if it is another block.
const json::value* bytes_of(const json::value& block, std::string_view name) {
  const json::array* pair = block.if_array();
  if (pair == nullptr || pair->size() != 2) return nullptr;
  const json::string* found = (*pair)[0].if_string();
  return found != nullptr && std::string_view(found->data(), found->size()) == name ? &(*pair)[1]
                                                                                    : nullptr;
}

std::uint64_t ram_bytes(const std::filesystem::path& path, const json::object& root) {
  const json::value* blocks = root.if_contains("ram_blocks");
  if (blocks == nullptr || !blocks->is_array()) fail(path, "has no list ram_blocks");
  for (const json::value& block : blocks->get_array()) {
    const json::value* bytes = bytes_of(block, kRamBlock);
    if (bytes == nullptr) continue;
    boost::system::error_code error;
    const auto count = bytes->to_number<std::uint64_t>(error);
    if (error || count == 0) fail(path, fmt::format("the size of {} is no number", kRamBlock));
    return count;
  }
  fail(path, fmt::format("ram_blocks has no {}", kRamBlock));
}

unsigned hpt_order(const std::filesystem::path& path, const json::object& root) {
  const json::value* shift = root.if_contains("htab_shift");
  if (shift == nullptr) fail(path, "has no htab_shift");
  boost::system::error_code error;
  const auto order = shift->to_number<std::uint64_t>(error);
  if (error || order < HptGeometry::kMinOrder || order > HptGeometry::kMaxOrder) {
    fail(path, fmt::format("htab_shift is not a number from {} to {}", HptGeometry::kMinOrder,
                           HptGeometry::kMaxOrder));
  }
  return static_cast<unsigned>(order);
}

}  // namespace

GuestSize read_guest_size(const std::filesystem::path& path) {
  const json::value value = parse_file(path);
  const json::object* root = value.if_object();
  if (root == nullptr) fail(path, "is not a JSON object");
  return {hpt_order(path, *root), ram_bytes(path, *root)};
}

}  // namespace htabsim
