// SPDX-License-Identifier: Apache-2.0
//
// What one access costs the simulator, without time: by an ERAT hit, a TLB hit, and a walk. Quote
// ratios within one run, not single figures.

#include <benchmark/benchmark.h>

#include "htabsim/model/guest/functional_machine.h"
#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/isa/hash.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kEsidWord = 0x8000000;  // ESID 0, V
constexpr std::uint64_t kVsidWord = 0x123000;   // 256 MB, VSID 0x123, 4K pages

constexpr MmuSizes kMmuSizes{.ierat_entries = 64,
                             .derat_entries = 48,
                             .secondary_derat_entries = 0,
                             .tlb_entries = 2048,
                             .tlb_ways = 4,
                             .mpss_reach = MpssReach::actual};

/// A guest with `pages` 4K pages from EA 0 on, each entered in its primary group.
class Guest {
 public:
  explicit Guest(std::uint64_t pages)
      : image_(HptGeometry(24)),
        tlb_(kMmuSizes),
        mmu_(kMmuSizes, tlb_),
        machine_(mmu_, image_, partition_),
        thread_(mmu_, partition_, machine_),
        pages_(pages) {
    mmu_.slbmte(kVsidWord, kEsidWord);
    const Segment segment = *decode_segment(kVsidWord);
    for (std::uint64_t page = 0; page < pages; ++page) {
      const VirtualAddress va = virtual_address(segment, Ea(page << 12));
      const PtegIndex group =
          image_.geometry().pteg(page_hash(va, PageSize::page_4k, HashKind::kPrimary));
      const HpteIndex slot = first_slot(group) + page % kHptesPerPteg;
      image_.store(slot, HpteDword::k1, page << 12 | hpte_r::kRc | 2);
      image_.store(slot, HpteDword::k0, avpn_field(va, PageSize::page_4k) | hpte_v::kValid);
    }
  }

  /// Loads from one page after the other.
  void load_next() {
    benchmark::DoNotOptimize(
        thread_.access({AccessKind::kLoad, Ea(next_ << 12), 8, msr::kSf | msr::kIr | msr::kDr}));
    next_ = next_ + 1 == pages_ ? 0 : next_ + 1;
  }

 private:
  HptImage image_;
  Partition partition_;
  Tlb tlb_;
  ThreadMmu mmu_;
  FunctionalMachine machine_;
  GuestThread<FunctionalMachine> thread_;
  std::uint64_t pages_;
  std::uint64_t next_ = 0;
};

void load_loop(benchmark::State& state) {
  Guest guest(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) guest.load_next();
  state.SetItemsProcessed(state.iterations());
}
// 32 pages fit the 48 entries of the D-ERAT, 1024 the 2048 of the TLB, 16384 neither: as each is
// the least recently used when its turn comes, every access misses.
BENCHMARK(load_loop)->Arg(32)->Arg(1024)->Arg(16384);

}  // namespace
}  // namespace htabsim
