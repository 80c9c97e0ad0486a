// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/passes_file.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>
#include <boost/system/error_code.hpp>
#include <fmt/core.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/hpt/geometry.h"

namespace htabsim {

namespace json = boost::json;

namespace {

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

}  // namespace

PassesFile::PassesFile(const std::filesystem::path& path) : path_(path) {
  json::value value = parse_file(path);
  if (!value.is_object()) fail(path, "is not a JSON object");
  members_ = std::move(value.get_object());
}

std::optional<unsigned> PassesFile::hpt_order() const {
  const json::value* shift = members_.if_contains("htab_shift");
  if (shift == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto order = shift->to_number<std::uint64_t>(error);
  if (error || !HptGeometry::order_exists(order)) {
    fail(path_, fmt::format("htab_shift is not a number from {} to {}", HptGeometry::kMinOrder,
                            HptGeometry::kMaxOrder));
  }
  return static_cast<unsigned>(order);
}

std::optional<std::uint64_t> PassesFile::ram_bytes() const {
  const json::value* blocks = members_.if_contains("ram_blocks");
  if (blocks == nullptr) return std::nullopt;
  if (!blocks->is_array()) fail(path_, "ram_blocks is no list");
  for (const json::value& block : blocks->get_array()) {
    const json::value* bytes = bytes_of(block, kRamBlock);
    if (bytes == nullptr) continue;
    boost::system::error_code error;
    const auto count = bytes->to_number<std::uint64_t>(error);
    if (error || count == 0) fail(path_, fmt::format("the size of {} is no number", kRamBlock));
    return count;
  }
  return std::nullopt;
}

}  // namespace htabsim
