// SPDX-License-Identifier: Apache-2.0
#include "sc_main/guest_setup.h"

#include <array>
#include <bit>

#include "model/htab/stream_apply.h"

namespace htabsim {

namespace {

PaprFlavour flavour(Flavour configured) {
  switch (configured) {
    case Flavour::kvm:
      return PaprFlavour::kKvm;
    case Flavour::qemu:
      return PaprFlavour::kQemu;
    case Flavour::lopar:
      break;
  }
  return PaprFlavour::kLopar;
}

}  // namespace

Partition make_partition(const CapturedGuest& guest, const Config& config) {
  const HostConfig& host = config.host_memory;
  Partition partition;
  partition.flavour = flavour(config.papr.flavour);
  partition.slots.add({.base = GuestReal(0),
                       .bytes = guest.size.ram_bytes,
                       .host_base = HostReal(host.guest_memory_base),
                       .host_page_shift = static_cast<unsigned>(std::countr_zero(host.page_bytes)),
                       .host_writable = true});
  return partition;
}

HptImage load_table(const CapturedGuest& guest, const std::filesystem::path& stream,
                    Partition& partition, const Config& config) {
  const HptGeometry geometry(guest.size.hpt_order, config.mmu.hpte_format == EntryFormat::isa207
                                                       ? HpteFormat::kIsa207
                                                       : HpteFormat::kIsa300);
  HptImage image(geometry);
  HtabStreamReader reader{InputFile(stream), geometry};
  apply_stream(reader, image, partition);
  return image;
}

ThreadState initial_state(const CapturedGuest& guest, const Config& config) {
  ThreadState state;
  state.slb.resize(Slb::kEntries);
  for (const SavedSlbEntry& entry : guest.slb_start) {
    state.slb.at(entry.index) = {entry.esid_word, entry.vsid_word};
  }
  state.masks = {guest.registers.start.amr, guest.registers.start.iamr};
  state.speculative_r = config.mmu.speculative_r == SpeculativeReference::never
                            ? SpeculativeR::kNever
                            : SpeculativeR::kDenied;
  return state;
}

unsigned slb_differences(const CapturedGuest& guest, const Slb& slb) {
  std::array<SlbEntry, Slb::kEntries> recorded{};
  for (const SavedSlbEntry& entry : guest.slb_end) {
    recorded.at(entry.index) = {entry.esid_word, entry.vsid_word};
  }
  unsigned differences = 0;
  for (unsigned slot = 0; slot < Slb::kEntries; ++slot) {
    const SlbEntry& entry = slb.entries()[slot];
    const bool same =
        entry.valid() == recorded[slot].valid() && (!entry.valid() || entry == recorded[slot]);
    if (!same) ++differences;
  }
  return differences;
}

}  // namespace htabsim
