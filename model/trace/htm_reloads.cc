// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/htm_reloads.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

TranslationReload reload_at(Ea ea, unsigned granule_shift, std::uint64_t record) {
  return {.first = Ea(ea.value() & ~low_mask(granule_shift)),
          .shift = static_cast<std::uint8_t>(granule_shift),
          .record = record};
}

/// Segments of a core's SLB: B is 0 or 1; what is reserved is taken as what the model has.
struct HtmSegment {
  Ea ea;
  std::optional<unsigned> shift;
};

std::optional<HtmSegment> segment_of(const HtmInstruction& instruction) {
  if (!instruction.esid || !instruction.vsid) return std::nullopt;
  const std::uint8_t size = instruction.vsid->segment_size;
  HtmSegment segment{.ea = Ea(*instruction.esid << shift(SegmentSize::segment_256m)),
                     .shift = std::nullopt};
  if (size <= static_cast<std::uint8_t>(SegmentSize::segment_1t)) {
    segment.shift = shift(static_cast<SegmentSize>(size));
  }
  return segment;
}

bool is_told(const std::optional<HtmRealPage>& page) { return page && page->shift != 0; }

}  // namespace

HtmReloads::HtmReloads(const HtmReloadSetup& setup)
    : pages_(shift(setup.page_size)), segments_(shift(setup.segment_size)), erats_(setup.erats) {}

void HtmReloads::learn_sizes(const HtmInstruction& instruction) {
  if (instruction.ea && is_told(instruction.page)) {
    pages_.tell_if_new(*instruction.ea, instruction.page->shift);
  }
  for (const HtmData& data : instruction.data) {
    if (data.ea && is_told(data.page)) pages_.tell_if_new(*data.ea, data.page->shift);
  }
  const auto segment = segment_of(instruction);
  if (segment && segment->shift) segments_.tell_if_new(segment->ea, *segment->shift);
}

void HtmReloads::add(const HtmInstruction& instruction) {
  if (!model_) model_.emplace(erats_, pages_, segments_);
  ++counts_.instructions;
  if (instruction.ea) {
    access(ReloadKind::kInstructionErat, *instruction.ea, instruction.page, instruction.record);
  } else {
    ++counts_.without_address;
  }
  for (const HtmData& data : instruction.data) {
    if (!data.ea) continue;
    ++counts_.data_references;
    access(ReloadKind::kDataErat, *data.ea, data.page, instruction.record);
  }
  add_segment(instruction);
  if (!instruction.prefix) invalidate(instruction.word);
}

void HtmReloads::access(ReloadKind erat, Ea ea, const std::optional<HtmRealPage>& page,
                        std::uint64_t record) {
  const bool told = is_told(page);
  if (page && !told) ++counts_.sizeless_pages;
  if (told) pages_.tell(ea, page->shift);
  const bool filling = model_->is_filling(erat);
  const bool slb_filling = model_->is_filling(ReloadKind::kSlb);
  const ReloadModel::Reloads reloads = model_->access(erat, ea);
  if (told) note_hardware(erat, filling && reloads.page, reload_at(ea, page->shift, record));
  if (reloads.page) note_model(erat, filling, reload_at(ea, *reloads.page, record));
  if (reloads.segment) {
    note_model(ReloadKind::kSlb, slb_filling, reload_at(ea, *reloads.segment, record));
  }
}

// The core's kernel writes an entry before the access that lacks it is done again.
void HtmReloads::add_segment(const HtmInstruction& instruction) {
  const auto segment = segment_of(instruction);
  if (!segment) return;
  if (segment->shift) segments_.tell(segment->ea, *segment->shift);
  const bool first_use = model_->is_filling(ReloadKind::kSlb) && !model_->has_segment(segment->ea);
  const unsigned size = segments_.shift(segment->ea);
  note_hardware(ReloadKind::kSlb, first_use, reload_at(segment->ea, size, instruction.record));
}

// An operand in a register is not in the dump; slbia has none but its hint (facts B8, B9, H6).
void HtmReloads::invalidate(std::uint32_t word) {
  constexpr std::uint32_t kPrimary = 31;
  constexpr std::uint32_t kTlbiel = 274;
  constexpr std::uint32_t kTlbie = 306;
  constexpr std::uint32_t kSlbie = 434;
  constexpr std::uint32_t kSlbieg = 466;
  constexpr std::uint32_t kSlbia = 498;
  if (word >> 26 != kPrimary) return;
  switch (word >> 1 & low_mask(10)) {
    case kSlbia:
      return model_->slbia(word >> 21 & low_mask(3));
    case kTlbiel:
    case kTlbie:
    case kSlbie:
    case kSlbieg:
      ++counts_.untold_operands;
      return;
    default:
      return;
  }
}

void HtmReloads::note_model(ReloadKind kind, bool filling, const TranslationReload& reload) {
  if (filling) {
    ++side(kind).first_uses;
  } else {
    side(kind).comparison.add(ReloadSide::kModel, reload);
  }
}

void HtmReloads::note_hardware(ReloadKind kind, bool first_use, const TranslationReload& reload) {
  if (first_use) {
    ++side(kind).hardware_first_uses;
  } else {
    side(kind).comparison.add(ReloadSide::kHardware, reload);
  }
}

HtmReloads::Result HtmReloads::finish() {
  Result result;
  counts_.secondary_hits = model_ ? model_->secondary_hits() : 0;
  result.counts = counts_;
  for (std::size_t i = 0; i < kReloadKinds; ++i) {
    Side& side = sides_.at(i);
    result.outcomes.at(i) = {side.comparison.finish(), side.first_uses, side.hardware_first_uses};
  }
  return result;
}

}  // namespace htabsim
