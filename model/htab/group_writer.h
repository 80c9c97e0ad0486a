// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/htab/htab_errno.h"
#include "htabsim/model/htab/mmu_setup.h"
#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

/// Puts the groups of one write() into the table (R42 to R48).
class GroupWriter {
 public:
  GroupWriter(HptPort& port, const Partition& partition, MmuSetup& setup)
      : port_(port), partition_(partition), setup_(setup) {}

  /// Applies a group, whose entries are at the beginning of `body`. kFault if `body` ends before
  /// the last entry. What was applied before an error stays (R49).
  std::optional<HtabErrno> apply(const HtabGroupHeader& header, std::span<const std::byte> body);

 private:
  std::optional<HtabErrno> replace(HpteIndex index, const Hpte& entry);
  void remove(HpteIndex index);

  HptPort& port_;
  const Partition& partition_;
  MmuSetup& setup_;
};

}  // namespace htabsim
