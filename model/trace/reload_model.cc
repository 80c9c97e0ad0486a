// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/reload_model.h"

#include <algorithm>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

namespace {

constexpr Ea kKernelsLinearMap{0xc000'0000'0000'0000};
constexpr unsigned kLargestEratGranule = 24;  // facts L, ERAT granule

SegmentSize segment_size_of(unsigned segment_shift) {
  return segment_shift == shift(SegmentSize::segment_1t) ? SegmentSize::segment_1t
                                                         : SegmentSize::segment_256m;
}

}  // namespace

ReloadModel::ReloadModel(const EratSizes& sizes, const ToldSizes& pages, const ToldSizes& segments)
    : pages_(pages),
      segments_(segments),
      ierat_(sizes.ierat_entries),
      derat_(sizes.derat_entries, sizes.secondary_derat_entries),
      to_fill_{sizes.ierat_entries, std::max(sizes.derat_entries, sizes.secondary_derat_entries),
               Slb::kEntries - 1} {
  write_slb(0, kKernelsLinearMap, segments.shift(kKernelsLinearMap));
}

ReloadModel::Reloads ReloadModel::access(ReloadKind erat, Ea ea) {
  Reloads reloads;
  if (has_page(erat, ea)) return reloads;
  if (!has_segment(ea)) reloads.segment = load_segment(ea);
  reloads.page = load_page(erat, ea);
  return reloads;
}

bool ReloadModel::has_page(ReloadKind erat, Ea ea) {
  if (erat == ReloadKind::kInstructionErat) return ierat_.lookup(ea) != nullptr;
  if (derat_.primary().lookup(ea) != nullptr) return true;
  if (derat_.promote(ea) == nullptr) return false;
  ++secondary_hits_;
  return true;
}

std::uint8_t ReloadModel::load_page(ReloadKind erat, Ea ea) {
  EratEntry entry;
  entry.shift = std::min(pages_.shift(ea), kLargestEratGranule);
  entry.page = Ea(ea.value() & ~low_mask(entry.shift));
  entry.segment_size = slb_.lookup(ea).segment.size;
  if (erat == ReloadKind::kInstructionErat) {
    ierat_.insert(entry);
  } else {
    derat_.insert(entry);
  }
  filled(erat);
  return static_cast<std::uint8_t>(entry.shift);
}

std::uint8_t ReloadModel::load_segment(Ea ea) {
  const unsigned segment_shift = segments_.shift(ea);
  write_slb(next_slot_, ea, segment_shift);
  next_slot_ = next_slot_ + 1 == Slb::kEntries ? 1 : next_slot_ + 1;
  filled(ReloadKind::kSlb);
  return static_cast<std::uint8_t>(segment_shift);
}

// What was in the slot is slbie'd before, as GuestOs does (facts B8).
void ReloadModel::write_slb(unsigned slot, Ea ea, unsigned segment_shift) {
  Segment segment;
  segment.size = segment_size_of(segment_shift);
  segment.class_one = slot != 0;
  const std::uint64_t esid = ea.value() & ~low_mask(segment_shift);
  const SlbEntry before =
      slb_.slbmte(encode_segment(segment), esid | slb_esid::kValid | std::uint64_t{slot});
  if (!before.valid()) return;
  for (const SegmentSize size : {SegmentSize::segment_256m, SegmentSize::segment_1t}) {
    ierat_.invalidate_segment(Ea(before.esid_word), size);
    derat_.invalidate_segment(Ea(before.esid_word), size);
  }
}

void ReloadModel::slbia(unsigned ih) {
  constexpr unsigned kClassOneOnly = 3;
  constexpr unsigned kEratsOnly = 7;
  ierat_.invalidate_all();
  derat_.invalidate_all();
  slb_.slbia(ih);
  to_fill(ReloadKind::kInstructionErat) = 0;
  to_fill(ReloadKind::kDataErat) = 0;
  if (ih != kClassOneOnly && ih != kEratsOnly) to_fill(ReloadKind::kSlb) = 0;
}

void ReloadModel::filled(ReloadKind kind) {
  if (to_fill(kind) != 0) --to_fill(kind);
}

}  // namespace htabsim
