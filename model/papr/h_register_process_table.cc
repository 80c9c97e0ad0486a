// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_register_process_table.h"

namespace htabsim {

namespace {

constexpr unsigned kBaseBits = 38;
constexpr unsigned kPageSizeBits = 3;
constexpr std::uint64_t kMaxSize = 24;
// Where the fields stand in dword 1.
constexpr unsigned kBaseShift = 25;
constexpr unsigned kPageSizeShift = 5;

HcallStatus check(const ProcessTable& table) {
  if (any(table.base, ~low_mask(kBaseBits))) return HcallStatus::kParameter2;
  if (any(table.page_size, ~low_mask(kPageSizeBits))) return HcallStatus::kParameter3;
  if (table.size > kMaxSize) return HcallStatus::kParameter4;
  return HcallStatus::kSuccess;
}

}  // namespace

HcallStatus h_register_process_table(Partition& partition, HpteFormat format, std::uint64_t flags,
                                     const ProcessTable& table) {
  namespace flag = process_table_flag;
  constexpr std::uint64_t kOfHash =
      flag::kModify | flag::kRegister | flag::kSegmentTables | flag::kGtse;
  if (format == HpteFormat::isa207) return HcallStatus::kNotAvailable;
  if (any(flags, ~kOfHash)) return HcallStatus::kParameter;
  if (!any(flags, flag::kModify)) return HcallStatus::kSuccess;
  if (!any(flags, flag::kRegister)) {
    partition.process_table = 0;
    return HcallStatus::kSuccess;
  }
  if (any(flags, flag::kSegmentTables)) return HcallStatus::kParameter;
  const HcallStatus status = check(table);
  if (status == HcallStatus::kSuccess) {
    partition.process_table =
        table.base << kBaseShift | table.page_size << kPageSizeShift | table.size;
  }
  return status;
}

}  // namespace htabsim
