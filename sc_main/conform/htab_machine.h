// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/htab/htab_files.h"
#include "htabsim/model/papr/hcall.h"

namespace htabsim {

/// A guest, its table and the HTAB descriptors on it, as a `.htab` script works them: the device
/// under test. Each operation returns when it has had its whole effect.
///
/// Entries are the guest's, in the ISA 2.07 format. The guest has resident memory below 2^44.
class HtabMachine {
 public:
  enum class ChangeFlag : std::uint8_t { kClear, kSet };

  HtabMachine() = default;
  HtabMachine(const HtabMachine&) = delete;
  HtabMachine& operator=(const HtabMachine&) = delete;
  virtual ~HtabMachine() = default;

  [[nodiscard]] virtual const HptGeometry& geometry() const = 0;
  /// Of the streams read and written.
  [[nodiscard]] virtual HeaderOrder header_order() const = 0;
  /// The entry as the guest sees it now; zero if invalid.
  [[nodiscard]] virtual Hpte view(HpteIndex index) const = 0;
  /// Running processors, MMU state and real mode area.
  virtual Partition& partition() = 0;

  /// The guest calls its hypervisor.
  virtual HcallResult hcall(const HcallFrame& frame) = 0;
  /// A processor sets R or C bits of the entry, if that is valid in the table.
  virtual void touch(HpteIndex index, std::uint64_t rc) = 0;
  /// The host withdraws the page behind the entry.
  virtual void unmap(HpteIndex index) = 0;
  /// Makes the entry's change flag what is given.
  virtual void set_change_flag(HpteIndex index, ChangeFlag flag) = 0;

  virtual OpenResult open(std::uint64_t flags, std::uint64_t start_index) = 0;
  virtual IoResult read(HtabFd descriptor, std::span<std::byte> buffer) = 0;
  virtual IoResult write(HtabFd descriptor, std::span<const std::byte> bytes) = 0;
  virtual std::optional<HtabErrno> close(HtabFd descriptor) = 0;
};

/// Gives a script its machines, each with an empty table of 2^order bytes.
using HtabMachineFactory = std::function<std::shared_ptr<HtabMachine>(unsigned order)>;

}  // namespace htabsim
