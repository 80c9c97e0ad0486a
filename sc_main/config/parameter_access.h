// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "htabsim/model/base/source_line.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/config/parameters.h"

namespace htabsim {

/// A value as TOML has it.
using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;

/// A parameter's value for people: integers with thousands separators, addresses in hex.
std::string parameter_text(const Config& config, const ParameterInfo& parameter);

/// The value of a parameter that is a number; nothing of any other.
std::optional<std::uint64_t> parameter_number(const Config& config, std::string_view key);

/// What a parameter may be, for people: "1..65536", "false, true", "safe, reference".
std::string allowed_values(const ParameterInfo& parameter);

/// The same with the unit: "1..65,536 entries".
std::string allowed_text(const ParameterInfo& parameter);

/// InputError at `where`, naming the nearest key, unless `key` is a parameter or one of `others`.
void check_key(std::string_view key, const SourceLine& where,
               std::span<const std::string_view> others = {});

/// Sets a parameter; a number may be a text with a suffix or a unit, cycles a time by the clock of
/// `config`. InputError at `where` if there is no such key, or the value has the wrong type
/// or is not allowed; it says what is.
void set_parameter(Config& config, std::string_view key, const ParameterValue& value,
                   const SourceLine& where);

/// Two parameters, each allowed by itself, that contradict each other.
struct ParameterConflict {
  std::string_view first;
  std::string_view second;
  std::string text;
};

std::optional<ParameterConflict> find_conflict(const Config& config);

}  // namespace htabsim
