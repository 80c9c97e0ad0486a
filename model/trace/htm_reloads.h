// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/trace/htm_instruction.h"
#include "htabsim/model/trace/reload_comparison.h"
#include "htabsim/model/trace/reload_model.h"
#include "htabsim/model/trace/told_sizes.h"
#include "htabsim/model/trace/translation_reload.h"

namespace htabsim {

/// The machine that makes the model's reloads.
struct HtmReloadSetup {
  EratSizes erats;
  PageSize page_size;        ///< where the dump does not tell
  SegmentSize segment_size;  ///< the same
};

/// What a dump had to compare.
struct HtmReloadCounts {
  std::uint64_t instructions = 0;
  std::uint64_t without_address = 0;  ///< instructions; their fetches are left out
  std::uint64_t data_references = 0;
  std::uint64_t secondary_hits = 0;   ///< the model's
  std::uint64_t sizeless_pages = 0;   ///< POWER10 tells real addresses, whether reloaded or not
  std::uint64_t untold_operands = 0;  ///< slbie, tlbie and their like: of what is not known
  friend bool operator==(const HtmReloadCounts&, const HtmReloadCounts&) = default;
};

/// Sets the reloads that a core made, as a dump of its hardware trace tells them, beside those that
/// the model makes for the same accesses.
///
/// The core's buffers were not empty when the dump began, the model's are. While a buffer of the
/// model fills, its reloads are all first uses, and whether the core had those is left open: they
/// are counted by themselves. From then on what a buffer replaced by least recent use holds follows
/// from the accesses alone, whatever it held before.
class HtmReloads {
 public:
  explicit HtmReloads(const HtmReloadSetup& setup);
  HtmReloads(const HtmReloads&) = delete;
  HtmReloads& operator=(const HtmReloads&) = delete;

  /// To be given the whole dump before the first add(): pages are used before they are reloaded.
  void learn_sizes(const HtmInstruction& instruction);
  void add(const HtmInstruction& instruction);

  struct Outcome {
    ReloadAgreement agreement;
    std::uint64_t first_uses = 0;           ///< while the model's buffer filled: in no other count
    std::uint64_t hardware_first_uses = 0;  ///< which of them the core reloaded
  };
  struct Result {
    HtmReloadCounts counts;
    std::array<Outcome, kReloadKinds> outcomes;  ///< by ReloadKind
    /// Whether real addresses stand where the core reloaded a translation, and nowhere else.
    [[nodiscard]] bool tells_erat_reloads() const { return counts.sizeless_pages == 0; }
    [[nodiscard]] const Outcome& of(ReloadKind kind) const {
      return outcomes.at(static_cast<std::size_t>(kind));
    }
  };
  /// Of the whole dump.
  Result finish();

 private:
  struct Side {
    ReloadComparison comparison;
    std::uint64_t first_uses = 0;
    std::uint64_t hardware_first_uses = 0;
  };

  void access(ReloadKind erat, Ea ea, const std::optional<HtmRealPage>& page, std::uint64_t record);
  void add_segment(const HtmInstruction& instruction);
  void invalidate(std::uint32_t word);
  void note_model(ReloadKind kind, bool filling, const TranslationReload& reload);
  void note_hardware(ReloadKind kind, bool first_use, const TranslationReload& reload);
  Side& side(ReloadKind kind) { return sides_.at(static_cast<std::size_t>(kind)); }

  ToldSizes pages_;
  ToldSizes segments_;
  std::optional<ReloadModel> model_;  // from the first add() on
  EratSizes erats_;
  HtmReloadCounts counts_;
  std::array<Side, kReloadKinds> sides_;
};

}  // namespace htabsim
