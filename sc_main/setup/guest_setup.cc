// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/guest_setup.h"

#include <array>
#include <bit>

#include "htabsim/model/htab/stream_apply.h"

namespace htabsim {

MemorySlot memory_slot(const Config& config, const GuestMemoryRange& memory) {
  const HostConfig& host = config.host_memory;
  return {.base = memory.base,
          .bytes = memory.bytes,
          .host_base = HostReal(host.guest_memory_base + memory.base.value()),
          .host_page_shift = static_cast<unsigned>(std::countr_zero(host.page_bytes)),
          .host_writable = true};
}

Partition empty_partition(const Config& config) {
  Partition partition;
  partition.flavour = config.papr.flavour;
  return partition;
}

Partition guest_partition(const Config& config, GuestReal end) {
  Partition partition = empty_partition(config);
  partition.slots.add(memory_slot(config, {GuestReal(0), end.value()}));
  return partition;
}

HptImage load_table(const CapturedGuest& guest, const std::filesystem::path& stream,
                    Partition& partition, const Config& config) {
  const HptGeometry geometry(guest.size.hpt_order, config.mmu.hpte_format);
  HptImage image(geometry);
  HtabStreamReader reader{InputFile(stream), geometry};
  apply_stream(reader, image, partition);
  return image;
}

ThreadState initial_state(const CapturedVcpu& vcpu, const Config& config) {
  ThreadState state;
  state.slb.resize(Slb::kEntries);
  for (const SavedSlbEntry& entry : vcpu.slb_start) {
    state.slb.at(entry.index) = {entry.esid_word, entry.vsid_word};
  }
  state.masks = {vcpu.registers.start.amr, vcpu.registers.start.iamr};
  state.speculative_r = config.mmu.speculative_r;
  return state;
}

unsigned slb_differences(const CapturedVcpu& vcpu, const Slb& slb) {
  std::array<SlbEntry, Slb::kEntries> recorded{};
  for (const SavedSlbEntry& entry : vcpu.slb_end) {
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
