// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/parameter_access.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/text_table.h"

namespace htabsim {

namespace {

/// Calls `visit(key, member)` for each parameter below `object`.
template <class Struct, class Visitor>
void for_each_parameter(Struct& object, const std::string& prefix, const Visitor& visit) {
  for_each_member(object, [&](std::string_view name, auto& member) {
    const std::string key = prefix + std::string(name);
    if constexpr (DescribedStruct<std::remove_cvref_t<decltype(member)>>) {
      for_each_parameter(member, key + '.', visit);
    } else {
      visit(key, member);
    }
  });
}

/// Calls `visit(member)` for the parameter of that key, if there is one.
template <class AnyConfig, class Visitor>
void with_parameter(AnyConfig& config, std::string_view key, const Visitor& visit) {
  for_each_parameter(config, "", [&](const std::string& candidate, auto& member) {
    if (candidate == key) visit(member);
  });
}

std::string with_unit(std::string_view text, const ParameterInfo& parameter) {
  const bool has_unit = !parameter.unit.empty() && parameter.unit != "address";
  return has_unit ? fmt::format("{} {}", text, parameter.unit) : std::string(text);
}

std::string integer_text(std::uint64_t value, const ParameterInfo& parameter) {
  return parameter.unit == "address" ? fmt::format("{:#x}", value) : grouped(value);
}

std::string shown(const ParameterValue& value) {
  struct Show {
    std::string operator()(bool b) const { return fmt::format("the boolean {}", b); }
    std::string operator()(std::int64_t i) const { return fmt::format("the integer {}", i); }
    std::string operator()(double d) const { return fmt::format("the fraction {}", d); }
    std::string operator()(const std::string& s) const { return fmt::format("the text \"{}\"", s); }
  };
  return std::visit(Show{}, value);
}

[[noreturn]] void refuse_type(const ParameterInfo& parameter, std::string_view expected,
                              const ParameterValue& value, const SourceLine& where) {
  throw where.error(fmt::format("{}: expected {}, got {}; allowed: {}", parameter.key, expected,
                                shown(value), with_unit(allowed_values(parameter), parameter)));
}

void assign(std::uint64_t& member, const ParameterInfo& parameter, const ParameterValue& value,
            const SourceLine& where) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  if (!integer) refuse_type(parameter, "an integer", value, where);
  const auto magnitude = static_cast<std::uint64_t>(*integer);
  const bool in_range =
      *integer >= 0 && magnitude >= parameter.minimum && magnitude <= parameter.maximum;
  const bool fits = parameter.multiples == Multiples::any || std::has_single_bit(magnitude);
  if (!in_range || !fits) {
    throw where.error(fmt::format("{}: {} is out of range; allowed: {}", parameter.key, *integer,
                                  with_unit(allowed_values(parameter), parameter)));
  }
  member = magnitude;
}

void assign(bool& member, const ParameterInfo& parameter, const ParameterValue& value,
            const SourceLine& where) {
  const auto* boolean = std::get_if<bool>(&value);
  if (!boolean) refuse_type(parameter, "a boolean", value, where);
  member = *boolean;
}

template <DescribedEnum E>
std::vector<std::string_view> allowed_names(const ParameterInfo& parameter) {
  if (!parameter.names.empty()) return {parameter.names.begin(), parameter.names.end()};
  const auto all = enumerator_names<E>();
  return {all.begin(), all.end()};
}

template <DescribedEnum E>
void assign(E& member, const ParameterInfo& parameter, const ParameterValue& value,
            const SourceLine& where) {
  const auto* text = std::get_if<std::string>(&value);
  const auto named = text ? enumerator_from_name<E>(*text) : std::nullopt;
  const auto allowed = allowed_names<E>(parameter);
  if (!named || std::ranges::find(allowed, *text) == allowed.end()) {
    refuse_type(parameter, "a name", value, where);
  }
  member = *named;
}

}  // namespace

std::vector<std::string> config_keys() {
  std::vector<std::string> keys;
  const Config config;
  for_each_parameter(config, "", [&](const std::string& key, const auto&) { keys.push_back(key); });
  return keys;
}

std::string parameter_text(const Config& config, const ParameterInfo& parameter) {
  std::string text;
  with_parameter(config, parameter.key, [&](const auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (DescribedEnum<Member>) {
      text = enumerator_name(member);
    } else if constexpr (std::is_same_v<Member, bool>) {
      text = fmt::format("{}", member);
    } else {
      text = integer_text(member, parameter);
    }
  });
  return text;
}

std::optional<std::uint64_t> parameter_number(const Config& config, std::string_view key) {
  std::optional<std::uint64_t> number;
  with_parameter(config, key, [&](const auto& member) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, std::uint64_t>) {
      number = member;
    }
  });
  return number;
}

std::string allowed_values(const ParameterInfo& parameter) {
  std::string text;
  const Config any_config;
  with_parameter(any_config, parameter.key, [&](const auto& member) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (DescribedEnum<Member>) {
      text = fmt::format("{}", fmt::join(allowed_names<Member>(parameter), ", "));
    } else if constexpr (std::is_same_v<Member, bool>) {
      text = "false, true";
    } else {
      text = fmt::format(
          "{}{}..{}", parameter.multiples == Multiples::power_of_two ? "powers of two in " : "",
          integer_text(parameter.minimum, parameter), integer_text(parameter.maximum, parameter));
    }
  });
  return text;
}

void check_key(std::string_view key, const SourceLine& where,
               std::span<const std::string_view> others) {
  std::vector<std::string> known = config_keys();
  known.insert(known.end(), others.begin(), others.end());
  if (std::ranges::find(known, key) != known.end()) return;
  throw where.error(fmt::format("unknown key \"{}\"; the nearest is \"{}\"", key,
                                nearest_name(key, known).value_or("")));
}

void set_parameter(Config& config, std::string_view key, const ParameterValue& value,
                   const SourceLine& where) {
  check_key(key, where);
  const ParameterInfo& parameter = *find_parameter(key);
  with_parameter(config, key, [&](auto& member) { assign(member, parameter, value, where); });
}

std::optional<ParameterConflict> find_conflict(const Config& config) {
  const MmuConfig& mmu = config.mmu;
  if (mmu.tlb_entries % mmu.tlb_ways != 0) {
    return ParameterConflict{"mmu.tlb_entries", "mmu.tlb_ways",
                             fmt::format("mmu.tlb_entries ({} entries) is no multiple of "
                                         "mmu.tlb_ways ({} ways)",
                                         mmu.tlb_entries, mmu.tlb_ways)};
  }
  if (config.memory.data_accesses && !config.memory.caches) {
    return ParameterConflict{"memory.data_accesses", "memory.caches",
                             "memory.data_accesses needs memory.caches"};
  }
  const HostConfig& host = config.host_memory;
  if (host.guest_memory_base % host.page_bytes != 0) {
    return ParameterConflict{"host_memory.guest_memory_base", "host_memory.page_bytes",
                             fmt::format("host_memory.guest_memory_base ({:#x}) is no multiple of "
                                         "host_memory.page_bytes ({} bytes)",
                                         host.guest_memory_base, host.page_bytes)};
  }
  const unsigned page_shift = shift(config.guest.page_size);
  if (host.page_bytes >> page_shift == 0) {
    return ParameterConflict{"guest.page_size", "host_memory.page_bytes",
                             fmt::format("guest.page_size ({}) is larger than "
                                         "host_memory.page_bytes ({} bytes): KVM refuses such "
                                         "entries",
                                         enumerator_name(config.guest.page_size), host.page_bytes)};
  }
  return std::nullopt;
}

}  // namespace htabsim
