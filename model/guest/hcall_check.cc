// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/hcall_check.h"

#include <fmt/format.h>

#include "htabsim/model/isa/hpte.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kHypervisorBits = hpte_v::kHvLock | hpte_v::kAbsent;

/// Which of r4 to r11 an hcall returns something in.
struct Returned {
  unsigned count = 0;
  bool entries = false;  ///< pairs of V and R
};

Returned returned(HcallToken token, std::uint64_t flags, HcallStatus status) {
  if (token == HcallToken::kBulkRemove) return {8, false};
  if (status != HcallStatus::kSuccess) return {};
  switch (token) {
    case HcallToken::kEnter:
      return {1, false};
    case HcallToken::kRemove:
      return {2, true};
    case HcallToken::kRead:
      return {any(flags, hcall_flag::kRead4) ? 8U : 2U, true};
    case HcallToken::kClearRef:
    case HcallToken::kClearMod:
      return {1, false};
    default:
      return {};
  }
}

// R and C of a H_BULK_REMOVE response: PAPR has them in bits 4:5, the recordings in bits 12:13.
std::uint64_t with_rc_in_place(std::uint64_t response) {
  constexpr std::uint64_t kMisplaced = hpte_r::kRc << 43;
  const bool is_response = response >> 62 == 2;
  if (!is_response) return response;
  return (response & ~kMisplaced) | (response & kMisplaced) << 8;
}

std::uint64_t comparable(HcallToken token, const Returned& what, unsigned position,
                         std::uint64_t value) {
  if (token == HcallToken::kBulkRemove && position % 2 == 0) return with_rc_in_place(value);
  return what.entries && position % 2 == 0 ? value & ~kHypervisorBits : value;
}

/// How long the recorded host took for the table is not known.
bool is_ready_sooner(HcallToken token, HcallStatus model, HcallStatus recorded) {
  return token == HcallToken::kResizeHptPrepare && model == HcallStatus::kSuccess &&
         recorded == HcallStatus::kLongBusy100Ms;
}

/// The recorded host has resizing switched off (facts I9).
bool is_without_resizing(HcallToken token, HcallStatus recorded) {
  return token == HcallToken::kResizeHptPrepare && recorded == HcallStatus::kAuthority;
}

}  // namespace

bool is_modelled_hcall(std::uint64_t opcode) {
  switch (HcallToken(opcode)) {
    case HcallToken::kEnter:
    case HcallToken::kRemove:
    case HcallToken::kRead:
    case HcallToken::kProtect:
    case HcallToken::kBulkRemove:
    case HcallToken::kClearRef:
    case HcallToken::kClearMod:
    case HcallToken::kResizeHptPrepare:
    case HcallToken::kResizeHptCommit:
      return true;
    default:
      return false;
  }
}

std::optional<std::string> hcall_difference(const HcallIssue& issue, const HcallResult& model,
                                            const HcallReturn& recorded) {
  const auto token = HcallToken(issue.opcode);
  const auto status = HcallStatus(static_cast<std::int64_t>(recorded.status));
  if (is_without_resizing(token, status)) return std::nullopt;
  if (model.status != status && !is_ready_sooner(token, model.status, status)) {
    return fmt::format("{}: expected {}, got {}", name(token), name(status), name(model.status));
  }
  const Returned what = returned(token, issue.args[0], status);
  for (unsigned i = 0; i < what.count; ++i) {
    // An invalid entry has no contents to compare (PAPR leaves its dword 1 open).
    if (what.entries && i % 2 == 1 && !any(recorded.values[i - 1], hpte_v::kValid)) continue;
    const std::uint64_t expected = comparable(token, what, i, recorded.values[i]);
    const std::uint64_t got = comparable(token, what, i, model.values[i]);
    if (expected == got) continue;
    return fmt::format("{}: expected r{} {:x}, got {:x}", name(token), i + 4, expected, got);
  }
  return std::nullopt;
}

}  // namespace htabsim
