// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

std::string_view name(HcallToken token) {
  switch (token) {
    case HcallToken::kRemove:
      return "H_REMOVE";
    case HcallToken::kEnter:
      return "H_ENTER";
    case HcallToken::kRead:
      return "H_READ";
    case HcallToken::kClearMod:
      return "H_CLEAR_MOD";
    case HcallToken::kClearRef:
      return "H_CLEAR_REF";
    case HcallToken::kProtect:
      return "H_PROTECT";
    case HcallToken::kPageInit:
      return "H_PAGE_INIT";
    case HcallToken::kBulkRemove:
      return "H_BULK_REMOVE";
    case HcallToken::kBlockRemove:
      return "H_BLOCK_REMOVE";
    case HcallToken::kResizeHptPrepare:
      return "H_RESIZE_HPT_PREPARE";
    case HcallToken::kResizeHptCommit:
      return "H_RESIZE_HPT_COMMIT";
    case HcallToken::kRegisterProcessTable:
      return "H_REGISTER_PROC_TBL";
  }
  return "H_?";
}

std::string_view name(HcallStatus status) {
  switch (status) {
    case HcallStatus::kSuccess:
      return "H_SUCCESS";
    case HcallStatus::kBusy:
      return "H_BUSY";
    case HcallStatus::kClosed:
      return "H_CLOSED";
    case HcallStatus::kNotAvailable:
      return "H_NOT_AVAILABLE";
    case HcallStatus::kHardware:
      return "H_HARDWARE";
    case HcallStatus::kFunction:
      return "H_FUNCTION";
    case HcallStatus::kPrivilege:
      return "H_PRIVILEGE";
    case HcallStatus::kParameter:
      return "H_PARAMETER";
    case HcallStatus::kPtegFull:
      return "H_PTEG_FULL";
    case HcallStatus::kNotFound:
      return "H_NOT_FOUND";
    case HcallStatus::kNoMemory:
      return "H_NO_MEM";
    case HcallStatus::kAuthority:
      return "H_AUTHORITY";
    case HcallStatus::kResource:
      return "H_RESOURCE";
    case HcallStatus::kRescinded:
      return "H_RESCINDED";
    case HcallStatus::kParameter2:
      return "H_P2";
    case HcallStatus::kParameter3:
      return "H_P3";
    case HcallStatus::kParameter4:
      return "H_P4";
    case HcallStatus::kTooBig:
      return "H_TOO_BIG";
    case HcallStatus::kLongBusy1Ms:
      return "H_LONG_BUSY_ORDER_1_MSEC";
    case HcallStatus::kLongBusy10Ms:
      return "H_LONG_BUSY_ORDER_10_MSEC";
    case HcallStatus::kLongBusy100Ms:
      return "H_LONG_BUSY_ORDER_100_MSEC";
    case HcallStatus::kLongBusy1S:
      return "H_LONG_BUSY_ORDER_1_SEC";
    case HcallStatus::kLongBusy10S:
      return "H_LONG_BUSY_ORDER_10_SEC";
    case HcallStatus::kLongBusy100S:
      return "H_LONG_BUSY_ORDER_100_SEC";
  }
  return "H_?";
}

}  // namespace htabsim
