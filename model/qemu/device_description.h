// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace htabsim {

/// The description that ends a migration file (QEMU_VM_VMDESCRIPTION): how long each device's
/// section is, which the file itself does not say.
class DeviceDescription {
 public:
  /// `json` is its text, `file` names the file for messages. Throws InputError.
  DeviceDescription(std::string_view json, const std::string& file);

  /// The bytes of a device's contents; nothing if there is no such device.
  [[nodiscard]] std::optional<std::uint64_t> bytes(const std::string& name,
                                                   std::uint32_t instance) const;

 private:
  std::map<std::pair<std::string, std::uint32_t>, std::uint64_t> bytes_;
};

/// The text of the description that `rest`, the end of a migration file, ends with; nothing if it
/// ends otherwise.
std::optional<std::string_view> find_device_description(std::string_view rest);

}  // namespace htabsim
