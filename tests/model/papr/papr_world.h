// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <gtest/gtest.h>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/papr/h_enter.h"
#include "tests/model/papr/interposing_port.h"

namespace htabsim::papr_test {

/// Guest memory: host pages of 16 MB, so that 4K, 64K and 16M guest pages fit.
inline constexpr MemorySlot kRam = {GuestReal(0), 0x2000'0000, HostReal(0x10'0000'0000), 24, true};
/// Memory that the host has write-protected.
inline constexpr MemorySlot kProtectedRam = {GuestReal(0x2000'0000), 0x1000'0000,
                                             HostReal(0x20'0000'0000), 24, false};
/// Memory in host pages of 64 KB.
inline constexpr MemorySlot kSmallPages = {GuestReal(0x4000'0000), 0x1000'0000,
                                           HostReal(0x30'0000'0000), 16, true};
/// Memory whose start is no 16 MB boundary.
inline constexpr MemorySlot kOddSlot = {GuestReal(0x6001'0000), 0x200'0000,
                                        HostReal(0x40'0001'0000), 24, true};
inline constexpr std::uint64_t kMmio = 0x8000'0000;

inline constexpr unsigned kOrder = 20;
inline constexpr HpteIndex kIndex{0x123};
/// A valid 4K entry for RAM, PP 10, memory coherent; bolted.
inline constexpr Hpte kEntry = {0x0000'1254'd553'3c11, 0x049c'4012};
inline constexpr GuestReal kPage{0x049c'4000};  ///< that kEntry maps

/// A table, a partition and a port that can be interposed, for one processor's format.
struct PaprWorld {
  explicit PaprWorld(HpteFormat format = HpteFormat::isa207)
      : image(HptGeometry(kOrder, format)), port(image) {
    for (const MemorySlot& slot : {kRam, kProtectedRam, kSmallPages, kOddSlot}) {
      partition.slots.add(slot);
    }
  }

  /// Enters `entry` at `index`; what the port did for it is forgotten.
  void place(HpteIndex index, Hpte entry) {
    const EnterResult entered = h_enter(port, partition, hcall_flag::kExact, index, entry);
    EXPECT_EQ(entered.status, HcallStatus::kSuccess);
    port.forget();
  }
  /// The entry in memory, in the ISA 2.07 format.
  [[nodiscard]] Hpte hardware(HpteIndex index) const {
    return from_memory_format(image.read(index), image.geometry().format());
  }
  /// A table walk sets R, a store sets C.
  void hardware_sets_r(HpteIndex index) {
    const std::uint64_t dword1 = image.load(index, HpteDword::k1);
    image.store_rc_byte(index, RcByte::kReferenced, static_cast<std::uint8_t>((dword1 >> 8) | 1));
  }
  void hardware_sets_c(HpteIndex index) {
    const std::uint64_t dword1 = image.load(index, HpteDword::k1);
    image.store_rc_byte(index, RcByte::kChanged, static_cast<std::uint8_t>(dword1 | 0x80));
  }
  /// Another processor takes or releases an entry's lock.
  void other_locks(HpteIndex index) {
    image.store(index, HpteDword::k0, image.load(index, HpteDword::k0) | hpte_v::kHvLock);
  }
  void other_unlocks(HpteIndex index) {
    image.store(index, HpteDword::k0, image.load(index, HpteDword::k0) & ~hpte_v::kHvLock);
  }

  HptImage image;
  InterposingPort port;
  Partition partition;
};

/// Base of the suites that hold in both memory formats.
class BothFormats : public testing::TestWithParam<HpteFormat> {
 protected:
  PaprWorld world{GetParam()};
};

inline std::string format_name(const testing::TestParamInfo<HpteFormat>& info) {
  return info.param == HpteFormat::isa207 ? "Isa207" : "Isa300";
}

inline const auto kBothFormats = testing::Values(HpteFormat::isa207, HpteFormat::isa300);

}  // namespace htabsim::papr_test
