// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/papr/hcall_codes.h"
#include "htabsim/tlm/migration/platform.h"

namespace htabsim {

/// A recording that is at hand as a whole.
class ListedEvents final : public TurnSource {
 public:
  explicit ListedEvents(std::vector<GuestEvent> events) : events_(std::move(events)) {}
  RecordedTurn next_turn() override {
    if (std::exchange(given_, true)) return {};
    return {.events = events_};
  }

 private:
  std::vector<GuestEvent> events_;
  bool given_ = false;
};

// A cycle is 250 ps. A walk is 20 and its line 100, each of two banks taken by a line for 10; a
// load 7, a store 5, an atomic 20; access 1, ERAT reload 12, SLB write 4, hcall 400. A tlbie takes
// 600 each way. There is no secondary D-ERAT.
inline Config round_numbers() {
  Config config;
  config.clock.period_ps = 250;
  config.mmu.secondary_derat_entries = 0;
  config.tlbie.broadcast_cycles = 600;
  config.tlbie.return_cycles = 600;
  config.cpu = {.access_cycles = 1, .erat_reload_cycles = 12, .slb_write_cycles = 4};
  config.mmu.walk_overhead_cycles = 20;
  config.memory = {.caches = false,
                   .banks = 2,
                   .line_cycles = 100,
                   .line_busy_cycles = 10,
                   .load_cycles = 7,
                   .store_cycles = 5,
                   .atomic_cycles = 20};
  config.hypervisor.hcall_cycles = 400;
  return config;
}

inline constexpr Segment kSegment{.vsid = Vsid(0x123), .size = SegmentSize::segment_256m};
inline constexpr Ea kBase{0x1000'0000};  // ESID 1

inline VirtualAddress page(std::uint64_t number) {
  return {SegmentSize::segment_256m, Vsid(0x123), number << 12};
}

/// The first slot of the page's primary group: even pages are in one bank, odd ones in the other.
inline HpteIndex slot_of(const HptImage& image, std::uint64_t number) {
  const auto hash = page_hash(page(number), PageSize::page_4k, HashKind::kPrimary);
  return first_slot(image.geometry().pteg(hash));
}

/// Pages 2 to 7 of segment 1, each at its primary group's first slot, R and C set.
inline HptImage six_pages() {
  HptImage image(HptGeometry(18));
  for (std::uint64_t number = 2; number < 8; ++number) {
    const HpteIndex index = slot_of(image, number);
    image.store(index, HpteDword::k0, avpn_field(page(number), PageSize::page_4k) | hpte_v::kValid);
    image.store(index, HpteDword::k1, number << 12 | hpte_r::kRc | 2);
  }
  return image;
}

inline GuestEvent access(GuestAccessKind kind, std::uint64_t number) {
  return MemoryAccess{kind, GuestMode::kUser, 4, Ea(0), kBase + (number << 12), std::nullopt};
}
inline GuestEvent load(std::uint64_t number) { return access(GuestAccessKind::kLoad, number); }
inline GuestEvent store(std::uint64_t number) { return access(GuestAccessKind::kStore, number); }

inline constexpr std::uint64_t kSlbWrite = 4;

/// A platform whose processors run these events after they have loaded segment 1 into their SLBs.
struct GuestPlatform {
  explicit GuestPlatform(std::vector<std::vector<GuestEvent>> programs, const Config& config,
                         HptImage image = six_pages(), Job job = Job::kRun)
      : sim(config) {
    Partition partition;
    partition.slots.add({GuestReal(0), 0x2000'0000, HostReal(0), 24, true});
    std::vector<VcpuSetup> vcpus;
    for (std::vector<GuestEvent>& program : programs) {
      program.insert(program.begin(),
                     SlbWrite{encode_segment(kSegment), kBase.value() | 0x0800'0000});
      sources.push_back(std::make_unique<ListedEvents>(std::move(program)));
      vcpus.push_back({RecordedWork{sources.back().get()}, {}});
    }
    platform = std::make_unique<Platform>(
        "platform", sim, MachineSetup{std::move(image), std::move(partition), std::move(vcpus)},
        job);
  }

  /// How long the first processor was at its events besides the 4 cycles.
  Cycles time() {
    EXPECT_EQ(platform->simulate(), SimulationEnd::kFinished);
    return platform->source().guest().cpus().front().stopped_at() - Cycles(4);
  }

  Sim sim;
  std::vector<std::unique_ptr<ListedEvents>> sources;
  std::unique_ptr<Platform> platform;
};

/// Loads of a cycle each.
inline std::vector<GuestEvent> idle(std::size_t cycles) {
  return std::vector<GuestEvent>(
      cycles, MemoryAccess{GuestAccessKind::kLoad, GuestMode::kKernelReal, 4, Ea(0), Ea(0x1000),
                           std::nullopt});
}

inline GuestEvent hcall(HcallToken token, std::uint64_t flags, HpteIndex index) {
  return HcallIssue{static_cast<std::uint64_t>(token), {flags, index.value()}};
}

}  // namespace htabsim
