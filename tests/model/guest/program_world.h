// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/guest/functional_machine.h"
#include "htabsim/model/guest/kernel_memory.h"
#include "htabsim/model/guest/plain_replay.h"
#include "htabsim/model/guest/thread_state.h"

namespace htabsim::guest_test {

/// A program with 4K pages and 1 TB segments under a guest's kernel on a table of 2^18 bytes: 2^11
/// PTEGs of 8. Caches are large, so only the table is ever short of room.
class ProgramWorld {
 public:
  static constexpr std::uint64_t kMemoryBytes = 0x1000'0000;
  static constexpr std::uint64_t kGroups = 1 << 11;
  static constexpr std::uint64_t kPage = 0x1000;
  /// Pages of a segment that are so far apart have the same hash modulo 2^11, so the same PTEGs.
  static constexpr std::uint64_t kSameGroup = kGroups * kPage;

  static GuestOsConfig config() {
    GuestOsConfig os;
    os.memory = {GuestReal(0), kMemoryBytes};
    return os;
  }

  explicit ProgramWorld(const GuestOsConfig& os = config(), MpssReach reach = MpssReach::actual)
      : partition(guest_memory()),
        tlb(mmu_sizes(reach)),
        mmu(mmu_sizes(reach), tlb),
        program(mmu, partition, machine, os, image.geometry()) {
    load_state(mmu, {{bolted_segment({os.segment_size, os.page_size, 0, os.address_spaces})}, {}});
  }

  void access(PlainAccessKind kind, std::uint64_t ea, std::uint16_t size = 1) {
    program.handle({.kind = kind, .size = size, .ea = Ea(ea)});
  }
  void load(std::uint64_t ea) { access(PlainAccessKind::kLoad, ea); }
  void store(std::uint64_t ea) { access(PlainAccessKind::kStore, ea); }

  [[nodiscard]] const GuestOsCounters& os() const { return program.os_counters(); }
  /// The valid entries of the table as the guest sees them, in order.
  [[nodiscard]] std::vector<Hpte> entries() const {
    std::vector<Hpte> found;
    for (HpteIndex index; image.geometry().contains(index); ++index) {
      const Hpte entry = guest_view(image, index);
      if (any(entry.v, hpte_v::kValid)) found.push_back(entry);
    }
    return found;
  }
  /// Where the first valid entry is.
  [[nodiscard]] HpteIndex first_entry() const {
    HpteIndex index;
    while (!any(image.read(index).v, hpte_v::kValid)) ++index;
    return index;
  }
  [[nodiscard]] static std::size_t secondary(const std::vector<Hpte>& entries) {
    std::size_t count = 0;
    for (const Hpte& entry : entries) count += any(entry.v, hpte_v::kSecondary) ? 1 : 0;
    return count;
  }

  HptImage image{HptGeometry(18)};
  Partition partition;
  Tlb tlb;
  ThreadMmu mmu;
  FunctionalMachine machine{mmu, image, partition};
  PlainReplay<FunctionalMachine> program;

 private:
  static MmuSizes mmu_sizes(MpssReach reach) {
    return {.ierat_entries = 1024,
            .derat_entries = 1024,
            .secondary_derat_entries = 0,
            .tlb_entries = 4096,
            .tlb_ways = 4,
            .mpss_reach = reach};
  }
  static Partition guest_memory() {
    Partition partition;
    partition.slots.add({GuestReal(0), kMemoryBytes, HostReal(0x10'0000'0000), 24, true});
    return partition;
  }
};

}  // namespace htabsim::guest_test
