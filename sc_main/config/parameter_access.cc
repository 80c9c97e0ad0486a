// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/parameter_access.h"

#include <algorithm>
#include <bit>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/text_table.h"
#include "sc_main/config/parameter_quantity.h"

namespace htabsim {

namespace {

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
                                shown(value), allowed_text(parameter)));
}

[[noreturn]] void refuse_range(const ParameterInfo& parameter, std::string_view shown,
                               const SourceLine& where) {
  throw where.error(fmt::format("{}: {} is out of range; allowed: {}", parameter.key, shown,
                                allowed_text(parameter)));
}

/// A number that is in the parameter's unit, or says its own.
std::uint64_t number_of(const ParameterInfo& parameter, const ParameterValue& value,
                        std::uint64_t period_ps, const SourceLine& where) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    if (*integer < 0) refuse_range(parameter, fmt::to_string(*integer), where);
    return static_cast<std::uint64_t>(*integer);
  }
  const auto* text = std::get_if<std::string>(&value);
  const bool begins_as_number = text && text->find_first_of("0123456789") == 0;
  if (!begins_as_number) refuse_type(parameter, "an integer", value, where);
  return parameter_quantity(parameter, *text, period_ps, where);
}

std::uint64_t checked_number(const ParameterInfo& parameter, const ParameterValue& value,
                             std::uint64_t period_ps, const SourceLine& where) {
  const std::uint64_t number = number_of(parameter, value, period_ps, where);
  const bool in_range = number >= parameter.minimum && number <= parameter.maximum;
  const bool fits = parameter.multiples == Multiples::kAny || std::has_single_bit(number);
  if (!in_range || !fits) refuse_range(parameter, fmt::to_string(number), where);
  return number;
}

bool checked_boolean(const ParameterInfo& parameter, const ParameterValue& value,
                     const SourceLine& where) {
  const auto* boolean = std::get_if<bool>(&value);
  if (!boolean) refuse_type(parameter, "a boolean", value, where);
  return *boolean;
}

std::string_view checked_name(const ParameterInfo& parameter, const ParameterValue& value,
                              const SourceLine& where) {
  const auto* text = std::get_if<std::string>(&value);
  const auto names = parameter.names;
  const auto named = text ? std::ranges::find(names, *text) : names.end();
  if (named == names.end()) refuse_type(parameter, "a name", value, where);
  return *named;
}

std::string checked_text(const ParameterInfo& parameter, const ParameterValue& value,
                         const SourceLine& where) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text) refuse_type(parameter, "a text", value, where);
  return *text;
}

/// The state that `value` gives a parameter that is now in a state of type `Now`.
struct CheckedState {
  const ParameterInfo& parameter;
  const ParameterValue& value;
  const SourceLine& where;
  std::uint64_t period_ps;  // of a cycle

  ParameterState operator()(std::uint64_t) const {
    return checked_number(parameter, value, period_ps, where);
  }
  ParameterState operator()(bool) const { return checked_boolean(parameter, value, where); }
  ParameterState operator()(std::string_view) const {
    return checked_name(parameter, value, where);
  }
  ParameterState operator()(const std::string&) const {
    return checked_text(parameter, value, where);
  }
};

struct StateText {
  const ParameterInfo& parameter;

  std::string operator()(std::uint64_t number) const { return integer_text(number, parameter); }
  std::string operator()(bool boolean) const { return fmt::format("{}", boolean); }
  std::string operator()(std::string_view name) const { return std::string(name); }
  std::string operator()(const std::string& text) const { return text; }
};

struct AllowedStates {
  const ParameterInfo& parameter;

  std::string operator()(std::uint64_t) const {
    return fmt::format(
        "{}{}..{}", parameter.multiples == Multiples::kPowersOfTwo ? "powers of two in " : "",
        integer_text(parameter.minimum, parameter), integer_text(parameter.maximum, parameter));
  }
  std::string operator()(bool) const { return "false, true"; }
  std::string operator()(std::string_view) const {
    return fmt::format("{}", fmt::join(parameter.names, ", "));
  }
  std::string operator()(const std::string&) const { return "a text"; }
};

}  // namespace

std::string parameter_text(const Config& config, const ParameterInfo& parameter) {
  return std::visit(StateText{parameter}, parameter.read(config));
}

std::optional<std::uint64_t> parameter_number(const Config& config, std::string_view key) {
  const ParameterInfo* parameter = find_parameter(key);
  if (!parameter) return std::nullopt;
  const ParameterState state = parameter->read(config);
  const auto* number = std::get_if<std::uint64_t>(&state);
  return number ? std::optional(*number) : std::nullopt;
}

std::string allowed_values(const ParameterInfo& parameter) {
  return std::visit(AllowedStates{parameter}, parameter.read(Config{}));
}

std::string allowed_text(const ParameterInfo& parameter) {
  const bool has_unit = !parameter.unit.empty() && parameter.unit != "address";
  return allowed_values(parameter) + (has_unit ? fmt::format(" {}", parameter.unit) : "");
}

void check_key(std::string_view key, const SourceLine& where,
               std::span<const std::string_view> others) {
  if (find_parameter(key) || std::ranges::find(others, key) != others.end()) return;
  std::vector<std::string_view> known(others.begin(), others.end());
  for (const ParameterInfo& parameter : parameter_table()) known.push_back(parameter.key);
  throw where.error(fmt::format("unknown key \"{}\"; the nearest is \"{}\"", key,
                                nearest_name(key, known).value_or("")));
}

void set_parameter(Config& config, std::string_view key, const ParameterValue& value,
                   const SourceLine& where) {
  check_key(key, where);
  const ParameterInfo& parameter = *find_parameter(key);
  const CheckedState checked{parameter, value, where, config.clock.period_ps};
  parameter.write(config, std::visit(checked, parameter.read(config)));
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
  const MigrationConfig& migration = config.migration;
  if (migration.ram_bytes != 0 && migration.ram_dirtying == RamDirtying::stores &&
      !config.memory.data_accesses) {
    return ParameterConflict{"migration.ram_dirtying", "memory.data_accesses",
                             "migration.ram_dirtying=stores needs memory.data_accesses"};
  }
  if (migration.cancel_at_us != 0 && migration.cancel_at_us <= migration.start_us) {
    return ParameterConflict{"migration.cancel_at_us", "migration.start_us",
                             fmt::format("migration.cancel_at_us ({} us) is not after "
                                         "migration.start_us ({} us)",
                                         migration.cancel_at_us, migration.start_us)};
  }
  if (config.memory.external) {
    return ParameterConflict{
        "memory.external", "memory.external",
        "memory.external needs a program that binds a memory to the model; see "
        "examples/sim/memory.cc"};
  }
  if (!config.guest.v2p_file.empty() && config.guest.frames != FrameChoice::trace) {
    return ParameterConflict{"guest.v2p_file", "guest.frames",
                             "guest.v2p_file needs guest.frames=trace"};
  }
  if (config.guest.transparent_16m != 0 && config.guest.frames == FrameChoice::trace) {
    return ParameterConflict{"guest.transparent_16m", "guest.frames",
                             "guest.transparent_16m moves pages, and guest.frames=trace leaves "
                             "them where they were recorded"};
  }
  const HostConfig& host = config.host_memory;
  if (config.guest.transparent_16m != 0 && host.page_bytes >> shift(PageSize::page_16m) == 0) {
    return ParameterConflict{"guest.transparent_16m", "host_memory.page_bytes",
                             fmt::format("guest.transparent_16m makes pages larger than "
                                         "host_memory.page_bytes ({} bytes): KVM refuses such "
                                         "entries",
                                         host.page_bytes)};
  }
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
