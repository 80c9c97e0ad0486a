// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/htab_writer.h"

#include "htabsim/model/htab/group_writer.h"
#include "htabsim/model/htab/mmu_setup.h"

namespace htabsim {

IoResult HtabWriter::write(HptPort& port, Partition& partition,
                           std::span<const std::byte> bytes) const {
  port.spend(SoftwareWork::kFdCall);
  MmuSetup setup(port, partition);
  if (!setup.stop_guest()) return {0, HtabErrno::kBusy};

  const bool safe = options_.parsing == HtabWriteParsing::safe;
  GroupWriter group_writer(port, partition, setup);
  std::size_t consumed = 0;
  std::size_t position = 0;
  while (consumed + kGroupHeaderBytes <= bytes.size()) {
    const auto rest = bytes.subspan(position);
    const HtabGroupHeader header =
        decode_header(rest.first<kGroupHeaderBytes>(), options_.header_order);
    port.spend(SoftwareWork::kFdCopy);
    const std::size_t checked = header.body_bytes() + (safe ? kGroupHeaderBytes : 0);
    if (consumed + checked > bytes.size()) break;
    if (const auto error = group_writer.apply(header, rest.subspan(kGroupHeaderBytes))) {
      return {0, error};
    }
    consumed += kGroupHeaderBytes + header.body_bytes();
    position = safe ? consumed : position + kGroupHeaderBytes;
  }
  return {consumed, {}};
}

}  // namespace htabsim
