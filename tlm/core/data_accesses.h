// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/model/cache/line_cache.h"
#include "htabsim/model/isa/access.h"
#include "htabsim/model/pmu/pmu_counters.h"
#include "htabsim/tlm/core/stored_pages.h"
#include "htabsim/tlm/kit/part.h"
#include "htabsim/tlm/memory/hpt_protocol.h"

namespace htabsim {

/// A processor's loads and stores on their way to the lines they are for.
///
/// With one outstanding miss a load waits for its data, as if the next access depended on it. With
/// more, and for stores always, up to so many lines may be on their way while the processor goes
/// on, which can ask for one a cycle; an access that finds them all taken waits for the first of
/// them.
class DataAccesses final : public Part {
 public:
  /// To be bound to HptMemory::masters.
  tlm_utils::simple_initiator_socket<DataAccesses, 64, HptProtocol> memory;

  /// Asks as `initiator`, which has no other request to memory at the same time.
  DataAccesses(const sc_core::sc_module_name& name, const Sim& sim, const Initiator& initiator);
  ~DataAccesses() override;

  [[nodiscard]] std::string title() const override { return "data accesses"; }

  /// Where a processor is after an access.
  struct Progress {
    Cycles now;   ///< when it goes on
    Cycles paid;  ///< of the next access's own cycles, those that are over by then
  };
  struct Request {
    AccessKind kind = AccessKind::kLoad;
    HostReal real;
    std::uint32_t bytes = 0;
    Cycles own;  ///< the access's own cycles, which a latency has in it
  };
  /// Gets to the lines of an access whose own cycles end at `now`. From a SystemC thread.
  Progress access(const Request& request, Cycles now);
  /// When all lines are there that were on their way at `now`.
  [[nodiscard]] Cycles all_there(Cycles now) const;

  [[nodiscard]] const DataCounts& counts() const { return counts_; }
  /// Where stores have gone; nothing unless migration.ram_dirtying asks for it.
  [[nodiscard]] StoredPages& stored_pages() { return stored_pages_; }

 private:
  Progress wait_for(std::uint64_t address, Cycles now);
  Progress send(tlm::tlm_command command, std::uint64_t address, Cycles now);
  Cycles wait_for_room(Cycles now);
  Cycles transport(tlm::tlm_command command, std::uint64_t address, Cycles now);

  std::size_t most_;
  bool notes_stores_;
  StoredPages stored_pages_;
  std::vector<Cycles> on_their_way_;  // when each will be there
  Call<HptExtension> call_;
  std::array<unsigned char, kLineBytes> line_{};
  DataCounts counts_;
};

}  // namespace htabsim
