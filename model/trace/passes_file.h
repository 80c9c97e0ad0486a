// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

namespace htabsim {

/// A *.passes.json: what was noted of a guest's size and its stream, every member but as far as it
/// is there.
class PassesFile {
 public:
  /// The name of the guest's memory from guest real 0 on, as QEMU gives it.
  static constexpr std::string_view kRamBlock = "ppc_spapr.ram";

  /// Throws InputError, with the line, for what is no JSON object.
  explicit PassesFile(const std::filesystem::path& path);

  /// log2 of the table's bytes: htab_shift. InputError for one that no table has (facts C4).
  [[nodiscard]] std::optional<unsigned> hpt_order() const;
  /// The bytes of the block ppc_spapr.ram of ram_blocks. InputError for one that is no size.
  [[nodiscard]] std::optional<std::uint64_t> ram_bytes() const;
  [[nodiscard]] const boost::json::object& members() const { return members_; }

 private:
  std::filesystem::path path_;
  boost::json::object members_;
};

}  // namespace htabsim
