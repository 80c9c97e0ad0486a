// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_sections.h"

#include <string_view>
#include <system_error>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/trace/guest_size.h"

namespace htabsim {

namespace json = boost::json;

namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& text) {
  throw InputError(file.string(), InputError::kNoLine, text);
}

/// One element of `passes`.
class SectionReader {
 public:
  SectionReader(const std::filesystem::path& file, std::size_t number, const json::value& value)
      : file_(file), number_(number), object_(value.if_object()) {
    if (object_ == nullptr) fail_with("is not a JSON object");
  }

  [[nodiscard]] StreamSection read(std::uint64_t begin) const {
    const StreamSection section{.name = text("section"),
                                .begin = count("start"),
                                .end = count("end"),
                                .groups = count("chunks"),
                                .valid = count("valid"),
                                .invalid = count("invalid")};
    if (section.begin != begin) {
      fail_with(fmt::format("starts at byte {}, but what is before it ends at byte {}",
                            section.begin, begin));
    }
    if (section.end < section.begin) {
      fail_with(
          fmt::format("ends at byte {}, before its start at byte {}", section.end, section.begin));
    }
    return section;
  }

 private:
  [[noreturn]] void fail_with(const std::string& text) const {
    fail(file_, fmt::format("section {} {}", number_, text));
  }
  [[nodiscard]] std::string text(std::string_view key) const {
    const json::value* value = object_->if_contains(key);
    const json::string* found = value != nullptr ? value->if_string() : nullptr;
    if (found == nullptr) fail_with(fmt::format("has no text {}", key));
    return {found->data(), found->size()};
  }
  [[nodiscard]] std::uint64_t count(std::string_view key) const {
    const json::value* value = object_->if_contains(key);
    boost::system::error_code error;
    if (value != nullptr) {
      if (const auto number = value->to_number<std::uint64_t>(error); !error) return number;
    }
    fail_with(fmt::format("has no number {}", key));
  }

  const std::filesystem::path& file_;
  std::size_t number_;
  const json::object* object_;
};

}  // namespace

StreamSections read_stream_sections(const std::filesystem::path& file) {
  StreamSections result{.file = file, .hpt_order = read_guest_size(file).hpt_order, .sections = {}};
  const json::value root = json::parse(read_whole_file(file));
  const json::value* passes = root.get_object().if_contains("passes");
  if (passes == nullptr || !passes->is_array()) fail(file, "has no list passes");
  std::uint64_t begin = 0;
  for (const json::value& value : passes->get_array()) {
    const SectionReader reader(file, result.sections.size() + 1, value);
    result.sections.push_back(reader.read(begin));
    begin = result.sections.back().end;
  }
  return result;
}

std::optional<std::filesystem::path> sections_beside(const std::filesystem::path& stream) {
  constexpr std::string_view kExtension = ".stream";
  const std::string name = stream.filename().string();
  const std::size_t at = name.rfind(kExtension);
  if (at == std::string::npos) return std::nullopt;
  const std::string_view compression = std::string_view(name).substr(at + kExtension.size());
  if (!compression.empty() && !compression.starts_with('.')) return std::nullopt;
  std::filesystem::path beside = stream.parent_path() / (name.substr(0, at) + ".passes.json");
  std::error_code error;
  if (!std::filesystem::exists(beside, error)) return std::nullopt;
  return beside;
}

}  // namespace htabsim
