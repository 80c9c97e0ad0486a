// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_description.h"

#include <string_view>
#include <system_error>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/json_writer.h"
#include "htabsim/model/trace/passes_file.h"

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
                                .begin = count("start").value_or(begin),
                                .end = required_count("end"),
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
    if (value == nullptr) return {};
    if (!value->is_string()) fail_with(fmt::format("has a {} that is no text", key));
    return std::string(value->get_string());
  }
  [[nodiscard]] std::optional<std::uint64_t> count(std::string_view key) const {
    const json::value* value = object_->if_contains(key);
    if (value == nullptr) return std::nullopt;
    boost::system::error_code error;
    const auto number = value->to_number<std::uint64_t>(error);
    if (error) fail_with(fmt::format("has a {} that is no number", key));
    return number;
  }
  [[nodiscard]] std::uint64_t required_count(std::string_view key) const {
    const auto number = count(key);
    if (!number) fail_with(fmt::format("has no {}", key));
    return *number;
  }

  const std::filesystem::path& file_;
  std::size_t number_;
  const json::object* object_;
};

std::optional<StreamSections> read_sections(const std::filesystem::path& file,
                                            const json::object& members) {
  const json::value* passes = members.if_contains("passes");
  if (passes == nullptr) return std::nullopt;
  if (!passes->is_array()) fail(file, "passes is no list");
  StreamSections result{.file = file, .sections = {}};
  std::uint64_t begin = 0;
  for (const json::value& value : passes->get_array()) {
    const SectionReader reader(file, result.sections.size() + 1, value);
    result.sections.push_back(reader.read(begin));
    begin = result.sections.back().end;
  }
  return result;
}

json::object section_json(const StreamSection& section) {
  json::object object{{"section", section.name}, {"start", section.begin}, {"end", section.end}};
  if (section.groups) object["chunks"] = *section.groups;
  if (section.valid) object["valid"] = *section.valid;
  if (section.invalid) object["invalid"] = *section.invalid;
  return object;
}

}  // namespace

StreamDescription read_stream_description(const std::filesystem::path& file) {
  const PassesFile said(file);
  StreamDescription description{.hpt_order = said.hpt_order(),
                                .ram_bytes = said.ram_bytes(),
                                .sections = read_sections(file, said.members())};
  if (!description.hpt_order && !description.ram_bytes && !description.sections) {
    fail(file, "has neither htab_shift nor passes nor ram_blocks");
  }
  return description;
}

std::string format_stream_description(const StreamDescription& description) {
  json::object root;
  if (description.hpt_order) root["htab_shift"] = *description.hpt_order;
  if (description.ram_bytes) {
    root["ram_blocks"] = {json::array{PassesFile::kRamBlock, *description.ram_bytes}};
  }
  if (description.sections) {
    json::array passes;
    for (const StreamSection& section : description.sections->sections) {
      passes.push_back(section_json(section));
    }
    root["passes"] = std::move(passes);
  }
  return format_json(root);
}

std::optional<std::filesystem::path> description_beside(const std::filesystem::path& stream) {
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
