// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "htabsim/model/explore/partition_versions.h"
#include "htabsim/model/hpt/digest.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_promises.h"

namespace htabsim {

/// A table under exploration, what its guest's processors do to it, and the promises of its stream.
class ExploredTable {
 public:
  /// `ptegs`, a power of two, is a number of PTEGs far below what hardware can have. Entries must
  /// hash to PTEG 0 of the smallest real table (facts C9), so that a tlbie's operand names their
  /// pages.
  explicit ExploredTable(unsigned ptegs);
  ExploredTable(const ExploredTable& other);
  ExploredTable& operator=(const ExploredTable& other);
  ~ExploredTable() = default;

  HptImage image;
  PartitionId partition = 0;
  /// By one that holds others: no access or hcall of a processor begins, and no read, as the
  /// client's own lock keeps those from a replacement of the table (R56).
  bool held = false;
  unsigned at_work = 0;  ///< accesses, hcalls and reads that are under way
  /// Set by watch().
  std::optional<StreamPromises> promises;

  /// From now on changes are held to the promises.
  void watch();
  void changed(HpteIndex index, StreamPromises::Author author);
  void switch_table(const HptImage& table);
  /// To be told that a table walk has set these R and C bits for the page.
  void hardware_set(GuestReal page, std::uint64_t rc);
  /// A page with an R or C from hardware that neither the guest's view nor the host's record has.
  [[nodiscard]] std::optional<PromiseViolation> lost_rc() const;

  void add_state(Digest& digest) const;

 private:
  std::map<GuestReal, std::uint64_t> set_by_hardware_;
};

}  // namespace htabsim
