// SPDX-License-Identifier: Apache-2.0
#include "sc_main/guest_setup.h"

#include <array>
#include <bit>

#include "model/htab/stream_apply.h"

namespace htabsim {

Partition make_partition(const CapturedGuest& guest, const HostConfig& host) {
  Partition partition;
  partition.slots.add({.base = GuestReal(0),
                       .bytes = guest.size.ram_bytes,
                       .host_base = HostReal(host.guest_memory_base),
                       .host_page_shift = static_cast<unsigned>(std::countr_zero(host.page_bytes)),
                       .host_writable = true});
  return partition;
}

HptImage load_table(const CapturedGuest& guest, const std::filesystem::path& stream,
                    Partition& partition) {
  const HptGeometry geometry(guest.size.hpt_order);
  HptImage image(geometry);
  HtabStreamReader reader{InputFile(stream), geometry};
  apply_stream(reader, image, partition);
  return image;
}

ThreadState initial_state(const CapturedGuest& guest) {
  ThreadState state;
  state.slb.resize(Slb::kEntries);
  for (const SavedSlbEntry& entry : guest.slb_start) {
    state.slb.at(entry.index) = {entry.esid_word, entry.vsid_word};
  }
  state.masks = {guest.registers.start.amr, guest.registers.start.iamr};
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
