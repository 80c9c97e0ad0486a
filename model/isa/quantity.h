// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include <boost/serialization/access.hpp>

namespace htabsim {

/// A 64-bit number with a meaning. Two quantities of different meaning neither mix nor convert;
/// within one meaning they compare, and a plain count can be added or taken away.
template <class Tag>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(std::uint64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

  constexpr Quantity& operator++() {
    ++value_;
    return *this;
  }
  constexpr Quantity& operator+=(std::uint64_t count) {
    value_ += count;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, std::uint64_t count) {
    return Quantity(a.value_ + count);
  }
  friend constexpr Quantity operator-(Quantity a, std::uint64_t count) {
    return Quantity(a.value_ - count);
  }
  friend constexpr std::uint64_t operator-(Quantity a, Quantity b) { return a.value_ - b.value_; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& value_;
  }

  std::uint64_t value_ = 0;
};

/// Effective address: what a program computes.
using Ea = Quantity<struct EaTag>;
/// Virtual segment identifier: 50 bits for a 256 MB segment, 38 bits for a 1 TB segment.
using Vsid = Quantity<struct VsidTag>;
/// Guest real (logical) address: what the guest takes for memory. RPNs in the guest's view of a
/// HPTE are of this kind.
using GuestReal = Quantity<struct GuestRealTag>;
/// Host real address: what the memory controller sees. RPNs of the HPTEs in memory are of this
/// kind.
using HostReal = Quantity<struct HostRealTag>;
/// Position of an entry in the hashed page table (PAPR: PTEX): PTEG * 8 + slot.
using HpteIndex = Quantity<struct HpteIndexTag>;
/// Position of a PTEG, a group of eight entries, in the hashed page table.
using PtegIndex = Quantity<struct PtegIndexTag>;

inline constexpr unsigned kHptesPerPteg = 8;

constexpr HpteIndex first_slot(PtegIndex pteg) { return HpteIndex(pteg.value() * kHptesPerPteg); }
constexpr PtegIndex pteg_of(HpteIndex index) { return PtegIndex(index.value() / kHptesPerPteg); }

/// Core clock cycles, as a point in time or a duration: the two only meet in sums.
class Cycles {
 public:
  constexpr Cycles() = default;
  constexpr explicit Cycles(std::uint64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

  constexpr Cycles& operator+=(Cycles other) {
    value_ += other.value_;
    return *this;
  }
  friend constexpr Cycles operator+(Cycles a, Cycles b) { return Cycles(a.value_ + b.value_); }
  friend constexpr Cycles operator-(Cycles a, Cycles b) { return Cycles(a.value_ - b.value_); }
  friend constexpr Cycles operator*(Cycles a, std::uint64_t n) { return Cycles(a.value_ * n); }
  friend constexpr auto operator<=>(Cycles, Cycles) = default;

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& value_;
  }

  std::uint64_t value_ = 0;
};

/// The whole cycles of `period_ps` picoseconds each in a span of time, rounded down.
constexpr Cycles cycles_in_microseconds(std::uint64_t us, std::uint64_t period_ps) {
  constexpr std::uint64_t kPsPerUs = 1'000'000;
  return Cycles(us * kPsPerUs / period_ps);
}

/// A point in time that is not reached.
inline constexpr Cycles kNever{std::numeric_limits<std::uint64_t>::max()};

}  // namespace htabsim
