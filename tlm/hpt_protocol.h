// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <tlm>

#include "model/cache/coherent_caches.h"
#include "model/isa/hpte.h"
#include "model/isa/quantity.h"

namespace htabsim {

/// Who asks. Requests of the same cycle are served in the order of these numbers.
enum class InitiatorId : std::uint16_t {};

/// The processor core that an initiator belongs to, by whose caches its accesses go.
enum class CoreId : std::uint16_t {};

struct Initiator {
  InitiatorId id{};
  CoreId core{};
};

/// What a transaction on a HPT socket does beyond read and write, and on whose behalf. It must not
/// be ignored, so these sockets have a protocol of their own.
struct HptExtension : tlm::tlm_extension<HptExtension> {
  enum class Atomic : std::uint8_t {
    kNone,
    kStoreConditional,  ///< write if memory still holds `expected`; `stored` says whether
    kMerge,             ///< write the bitwise or of memory and data
    kClear,             ///< write memory without the bits of the data
  };

  InitiatorId initiator{};
  Atomic atomic = Atomic::kNone;
  std::uint64_t expected = 0;
  bool stored = false;
  LineSource source = LineSource::memory;  ///< the answer's: where the line was
  std::optional<Hpte> matched;             ///< for a walk's byte of R or C: the entry that it found
  bool only_if_matched = false;  ///< that byte is not stored into another; `stored` says whether

  [[nodiscard]] tlm_extension_base* clone() const override { return new HptExtension(*this); }
  void copy_from(const tlm_extension_base& other) override {
    *this = static_cast<const HptExtension&>(other);
  }
};

/// Generic payload with HptExtension mandatory. Addresses are byte offsets in HptAddressMap; data
/// is big-endian, as it lies in memory.
struct HptProtocol {
  using tlm_payload_type = tlm::tlm_generic_payload;
  using tlm_phase_type = tlm::tlm_phase;
};

/// Where a HPT socket finds what: the table, KVM's reverse-map words (8 bytes an entry), and the
/// host's R and C record of each 4 KB page of guest memory (8 bytes a page, numbered by the guest).
namespace hpt_address {
inline constexpr std::uint64_t kTable = 0;
inline constexpr std::uint64_t kReverseMap = std::uint64_t{1} << 60;
inline constexpr std::uint64_t kPageRecords = std::uint64_t{1} << 61;
inline constexpr std::uint64_t kRegion = kReverseMap | kPageRecords;
}  // namespace hpt_address

}  // namespace htabsim
