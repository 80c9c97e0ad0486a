// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <tlm>

#include "htabsim/model/cache/coherent_caches.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

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
  // Of guest memory:
  enum class Return : std::uint8_t {
    kWithAnswer,
    kAtOnce,  ///< in the next cycle, with the time until the answer as delay
  };
  Return returns = Return::kWithAnswer;
  Cycles under_way;  ///< for so long the access has been going on already

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

/// Where a HPT socket finds what: the table, KVM's reverse-map words (8 bytes an entry), the host's
/// R and C record of each 4 KB page of guest memory (8 bytes a page, numbered by the guest), and
/// the guest's memory itself, by host real address, of which only the time is modelled.
namespace hpt_address {
inline constexpr std::uint64_t kTable = 0;
inline constexpr std::uint64_t kReverseMap = std::uint64_t{1} << 60;
inline constexpr std::uint64_t kPageRecords = std::uint64_t{1} << 61;
inline constexpr std::uint64_t kGuestMemory = std::uint64_t{1} << 62;
inline constexpr std::uint64_t kRegion = kReverseMap | kPageRecords | kGuestMemory;

constexpr std::uint64_t of_entry(HpteIndex index, unsigned offset = 0) {
  return kTable + index.value() * sizeof(RawHpte) + offset;
}
constexpr std::uint64_t of_dword(HpteIndex index, HpteDword which) {
  return of_entry(index, which == HpteDword::k0 ? 0 : 8);
}
constexpr std::uint64_t of_reverse_map(HpteIndex index) { return kReverseMap + index.value() * 8; }
constexpr std::uint64_t of_page_record(GuestReal page) {
  return kPageRecords + (page.value() >> 12) * 8;
}
}  // namespace hpt_address

}  // namespace htabsim
