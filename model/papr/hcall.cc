// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hcall.h"

#include <algorithm>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/papr/h_bulk_remove.h"
#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_page_init.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_read.h"
#include "htabsim/model/papr/h_register_process_table.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/h_resize_hpt.h"

namespace htabsim {

namespace {

/// One hcall in progress: arguments in, values out. Registers that an hcall does not write come
/// back as they were.
struct Call {
  HptPort& port;
  Partition& partition;
  const HcallFrame& frame;
  HcallResult result;

  [[nodiscard]] std::uint64_t flags() const { return frame.args[0]; }
  [[nodiscard]] HpteIndex ptex() const { return HpteIndex(frame.args[1]); }
};

void enter(Call& call) {
  const Hpte entry = {call.frame.args[2], call.frame.args[3]};
  const EnterResult entered = h_enter(call.port, call.partition, call.flags(), call.ptex(), entry);
  call.result.status = entered.status;
  if (entered.status == HcallStatus::kSuccess) call.result.values[0] = entered.slot.value();
}

void remove(Call& call) {
  const RemoveResult removed =
      h_remove(call.port, call.partition, call.flags(), call.ptex(), call.frame.args[2]);
  call.result.status = removed.status;
  if (removed.status != HcallStatus::kSuccess) return;
  call.result.values[0] = removed.entry.v;
  call.result.values[1] = removed.entry.r;
}

void read(Call& call) {
  const ReadResult read = h_read(call.port, call.partition, call.flags(), call.ptex());
  call.result.status = read.status;
  auto value = call.result.values.begin();
  for (const Hpte& entry : read.entries) {
    *value++ = entry.v;
    *value++ = entry.r;
  }
}

void clear(Call& call) {
  // QEMU has neither of the two (facts I7).
  if (call.partition.flavour == PaprFlavour::qemu) {
    call.result.status = HcallStatus::kFunction;
    return;
  }
  const ClearResult cleared = call.frame.token == HcallToken::kClearRef
                                  ? h_clear_ref(call.port, call.partition, call.ptex())
                                  : h_clear_mod(call.port, call.partition, call.ptex());
  call.result.status = cleared.status;
  if (cleared.status == HcallStatus::kSuccess) call.result.values[0] = cleared.old_r;
}

HcallStatus register_process_table(Call& call) {
  const auto& args = call.frame.args;
  return h_register_process_table(call.partition, call.port.geometry().format(), call.flags(),
                                  {args[1], args[2], args[3]});
}

void dispatch(Call& call) {
  switch (call.frame.token) {
    case HcallToken::kEnter:
      return enter(call);
    case HcallToken::kRemove:
      return remove(call);
    case HcallToken::kRead:
      return read(call);
    case HcallToken::kClearRef:
    case HcallToken::kClearMod:
      return clear(call);
    case HcallToken::kProtect:
      call.result.status =
          h_protect(call.port, call.partition, call.flags(), call.ptex(), call.frame.args[2]);
      return;
    case HcallToken::kBulkRemove:
      call.result.status = h_bulk_remove(call.port, call.partition, call.result.values);
      return;
    case HcallToken::kPageInit:
      call.result.status =
          h_page_init(call.port, call.partition, call.flags(), GuestReal(call.frame.args[1]),
                      GuestReal(call.frame.args[2]));
      return;
    case HcallToken::kResizeHptPrepare:
      call.result.status =
          h_resize_hpt_prepare(call.port, call.partition, call.flags(), call.frame.args[1]);
      return;
    case HcallToken::kResizeHptCommit:
      call.result.status =
          h_resize_hpt_commit(call.port, call.partition, call.flags(), call.frame.args[1]);
      return;
    case HcallToken::kRegisterProcessTable:
      call.result.status = register_process_table(call);
      return;
    default:
      call.result.status = HcallStatus::kFunction;
      return;
  }
}

}  // namespace

HcallResult execute_hcall(HptPort& port, Partition& partition, const HcallFrame& frame) {
  port.spend(SoftwareWork::kHcall);
  Call call{port, partition, frame, {}};
  std::copy_n(frame.args.begin(), call.result.values.size(), call.result.values.begin());
  const bool hash = partition.translation == GuestTranslation::kHash;
  if (any(frame.msr, msr::kPr) && partition.flavour == PaprFlavour::kvm && hash) {
    return {HcallStatus(frame.token), call.result.values, Interrupt::kSystemCall};
  }
  if (any(frame.msr, msr::kPr)) {
    call.result.status = HcallStatus::kPrivilege;
  } else if (!hash) {
    call.result.status = HcallStatus::kFunction;  // facts I12
  } else {
    dispatch(call);
  }
  return call.result;
}

std::optional<UpdateCode> update_code(HcallToken token) {
  switch (token) {
    case HcallToken::kEnter:
      return UpdateCode::enter;
    case HcallToken::kRemove:
      return UpdateCode::remove;
    case HcallToken::kBulkRemove:
      return UpdateCode::bulk_remove;
    case HcallToken::kProtect:
      return UpdateCode::protect;
    case HcallToken::kClearRef:
      return UpdateCode::clear_ref;
    case HcallToken::kClearMod:
      return UpdateCode::clear_mod;
    case HcallToken::kResizeHptCommit:
      return UpdateCode::resize_commit;
    default:
      return std::nullopt;
  }
}

}  // namespace htabsim
