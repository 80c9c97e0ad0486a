// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/device_description.h"

#include <boost/endian/conversion.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/qemu/migration_format.h"

namespace htabsim {

namespace json = boost::json;

namespace {

/// The type, the length of the name, the name and the version before a subsection's fields.
constexpr std::uint64_t kSubsectionFrame = 1 + 1 + sizeof(std::uint32_t);
constexpr std::size_t kLengthBytes = sizeof(std::uint32_t);

// A field of several equal elements is described once, with their number.
std::uint64_t field_bytes(const json::object& field) {
  const std::uint64_t size = field.at("size").to_number<std::uint32_t>();
  const json::value* elements = field.if_contains("array_len");
  return elements == nullptr ? size : size * elements->to_number<std::uint32_t>();
}

// What is nested deeper is counted in its field's size.
std::uint64_t state_bytes(const json::object& state) {
  std::uint64_t bytes = 0;
  if (const json::value* fields = state.if_contains("fields")) {
    for (const json::value& field : fields->as_array()) bytes += field_bytes(field.as_object());
  }
  if (const json::value* subsections = state.if_contains("subsections")) {
    for (const json::value& value : subsections->as_array()) {
      const json::object& subsection = value.as_object();
      bytes += kSubsectionFrame + subsection.at("vmsd_name").as_string().size();
      bytes += state_bytes(subsection);
    }
  }
  return bytes;
}

}  // namespace

DeviceDescription::DeviceDescription(std::string_view text, const std::string& file) {
  try {
    const json::value root = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& value : root.at("devices").as_array()) {
      const json::object& device = value.as_object();
      const auto instance = device.at("instance_id").to_number<std::uint32_t>();
      bytes_.try_emplace({std::string(device.at("name").as_string()), instance},
                         state_bytes(device));
    }
  } catch (const std::exception& fault) {
    throw InputError(file, InputError::kNoLine,
                     fmt::format("its description of the devices, at its end, cannot be used: {}",
                                 fault.what()));
  }
}

std::optional<std::uint64_t> DeviceDescription::bytes(const std::string& name,
                                                      std::uint32_t instance) const {
  const auto found = bytes_.find({name, instance});
  if (found == bytes_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string_view> find_device_description(std::string_view rest) {
  const auto type = static_cast<char>(VmRecord::kDescription);
  for (std::size_t at = rest.rfind(type); at != rest.npos; at = rest.rfind(type, at - 1)) {
    const std::string_view behind = rest.substr(at + 1);
    if (behind.size() > kLengthBytes) {
      const auto* length = reinterpret_cast<const unsigned char*>(behind.data());
      const std::string_view text = behind.substr(kLengthBytes);
      if (boost::endian::load_big_u32(length) == text.size() && text.front() == '{') return text;
    }
    if (at == 0) break;
  }
  return std::nullopt;
}

}  // namespace htabsim
