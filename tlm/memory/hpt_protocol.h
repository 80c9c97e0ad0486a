// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <tlm>

#include "htabsim/model/cache/coherent_caches.h"
#include "htabsim/model/hpt/entry_scan.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/lpid.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/kit/call.h"
#include "htabsim/tlm/memory/hpt_address_map.h"
#include "htabsim/tlm/memory/initiator.h"

namespace htabsim {

class HptDirect;

/// What a transaction on a HPT socket does beyond read and write, and on whose behalf. It must not
/// be ignored, so these sockets have a protocol of their own.
struct HptExtension : CallExtension<HptExtension> {
  enum class Atomic : std::uint8_t {
    kNone,
    kStoreConditional,  ///< write if memory still holds `expected`; `stored` says whether
    kMerge,             ///< write the bitwise or of memory and data
    kClear,             ///< write memory without the bits of the data
  };

  Initiator initiator;  ///< its core is the one by whose caches the access goes
  Lpid lpid{};          ///< whose table, reverse map and page records are meant
  Atomic atomic = Atomic::kNone;
  std::uint64_t barriers = 0;  ///< so many eieio and lwsync has the initiator gone through so far
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

  HptDirect* direct = nullptr;  ///< set by get_direct_mem_ptr()
};

/// The same memory without transactions, for a master that is alone: nobody else acts before its
/// access has taken effect (LocalTime::is_alone()). Time, counters and events are those of a
/// transaction that is served at once.
class HptDirect {
 public:
  virtual ~HptDirect() = default;

  struct Loaded {
    std::uint64_t value = 0;
    LineSource source = LineSource::memory;
    Cycles answered;
  };
  /// Eight bytes at `address`, where HptProtocol must allow them, for the initiator that `by`
  /// names.
  virtual Loaded load(const HptExtension& by, std::uint64_t address, Cycles cycle) = 0;
  /// A scan's way through the table: its next entry, its end, and what it spends for an entry that
  /// it has passed over.
  struct Way {
    EntryScan scan;
    HpteIndex at;
    HpteIndex end;
    Cycles each;
  };
  struct Scanned {
    HpteIndex at;
    EntryScan::Look look;  ///< at that entry, if it stops
    Cycles answered;       ///< the last load
  };
  /// Goes on from `cycle`, by loads as above, until the scan stops or is at its end, and no entry
  /// further than that each load takes effect before `until`.
  virtual Scanned scan(const HptExtension& by, const Way& way, Cycles cycle, Cycles until) = 0;
  /// Whether a store of the initiator's is not visible to others yet.
  [[nodiscard]] virtual bool has_stores_of(InitiatorId initiator) const = 0;
  /// Whether a transaction would wait for such stores, so that it must be one.
  [[nodiscard]] virtual bool must_wait(const tlm::tlm_generic_payload& payload,
                                       const HptExtension& extension) const = 0;
  /// Serves what a transaction would ask for, which must be one that HptProtocol allows. Returns
  /// when it is answered.
  virtual Cycles serve(tlm::tlm_generic_payload& payload, HptExtension& extension,
                       Cycles cycle) = 0;
};

/// The protocol of HptMemory: the generic payload with HptExtension mandatory.
///
/// Addresses are those of hpt_address, each guest's from the same ones on; data is big-endian, as
/// it lies in memory. What can be moved: a PTEG (read, 128 bytes); a dword of an entry, a
/// reverse-map word, a page record (8 bytes); a byte of R or C (write, 1 byte); a line of guest
/// memory (128 bytes, of which only the time is modelled: the data stay as they are). Addresses are
/// multiples of the length.
///
/// With memory.store_queue_entries a write without HptExtension::atomic is answered when it is
/// issued; but a walk's byte of R or C takes effect at once. TLM_IGNORE_COMMAND, which no memory
/// without queues takes, is answered in the cycle after that in which the initiator's last store
/// has taken effect.
///
/// get_direct_mem_ptr() gives no pointer to bytes; it sets HptExtension::direct.
struct HptProtocol : tlm::tlm_base_protocol_types {};

/// Whether a write goes through a store queue, if there are any: software's, of the table or the
/// reverse map.
bool is_queued(const tlm::tlm_generic_payload& payload, const HptExtension& extension);

}  // namespace htabsim
