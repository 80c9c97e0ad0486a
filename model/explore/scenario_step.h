// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/hpt/update_code.h"
#include "htabsim/model/isa/hash.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What an agent of a scenario does next, as a file says it (docs/explore.md).
enum class StepKind : std::uint8_t {
  enter,
  remove,
  protect,
  protect_writable,
  clear_ref,
  clear_mod,
  bulk_remove,
  unmap,
  write_protect,
  stream_write,
  stream_invalidate,
  dirty_log,
  write_dword1,
  write_read_only,
  write_dword0,
  write_invalid,
  write_zero,
  clear_r_byte,
  set_software_bit,
  change_in_place,
  take_rc,
  tlbie,
  tlbsync,
  isync,
  eieio,
  lwsync,
  ptesync,
  commit,
  load,
  store,
  must_load,
  must_store,
  load_with_faults,
  store_with_faults,
  open,
  open_anew,
  read_all,
  read_one,
  read_one_unless,
  read_until_clean,
  read_until_zero,
  send_all,
  send_until_zero,
  close_link,
  write_until_closed,
  await,
  after,
  start,
  rest,
  check_receiver,
  check_tables,
};

/// Entries that a scenario can have: those of two PTEGs.
inline constexpr unsigned kScenarioEntries = 2 * kHptesPerPteg;

struct ScenarioStep {
  StepKind kind = StepKind::rest;
  HpteIndex entry;                       ///< that it is at, of those that are at one
  HashKind hash = HashKind::kPrimary;    ///< by which its page has the entry
  std::optional<HpteIndex> second = {};  ///< of those that are at two
  std::vector<std::string> agents = {};  ///< that it looks at, of those that look at others

  friend bool operator==(const ScenarioStep&, const ScenarioStep&) = default;
};

/// Whether it is an hcall at an entry, or the host's code or a write() of the stream is.
constexpr bool is_hcall(StepKind kind) { return kind <= StepKind::dirty_log; }
/// Whether it is an operation of HptPort, or a few of them, as an operating system makes them that
/// owns the table (facts G1 to G6).
constexpr bool is_port_operation(StepKind kind) {
  return kind >= StepKind::write_dword1 && kind <= StepKind::ptesync;
}
/// Whether it is one of these at no entry, for its order.
constexpr bool is_barrier(StepKind kind) {
  return kind >= StepKind::tlbsync && kind <= StepKind::ptesync;
}
/// Whether it is an access of a processor in the guest.
constexpr bool is_access(StepKind kind) {
  return kind >= StepKind::load && kind <= StepKind::store_with_faults;
}
constexpr bool has_faults(StepKind kind) {
  return kind == StepKind::load_with_faults || kind == StepKind::store_with_faults;
}
/// Whether it reads a stream.
constexpr bool is_read(StepKind kind) {
  return kind >= StepKind::read_all && kind <= StepKind::send_until_zero;
}

/// The hypervisor's code that the step runs; nothing if that updates no table.
std::optional<UpdateCode> update_code(StepKind kind);
/// The entries that the step is at.
std::vector<HpteIndex> entries_of(const ScenarioStep& step);

/// Takes a step's words apart. UsageError, with the nearest form there is, if they are no step.
ScenarioStep parse_step(std::string_view text);

/// A form of step, and what it does.
struct StepForm {
  std::string_view words;  ///< N stands for an entry, AGENT for one agent, AGENTS for some
  StepKind kind;
};
std::span<const StepForm> step_forms();

}  // namespace htabsim
