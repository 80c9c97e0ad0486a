// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/group_writer.h"

#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_remove.h"

namespace htabsim {

std::optional<HtabErrno> GroupWriter::apply(const HtabGroupHeader& header,
                                            std::span<const std::byte> body) {
  const HptGeometry& table = port_.geometry();
  if (!table.contains(header.first()) || header.end().value() > table.hptes()) {
    return HtabErrno::kInvalid;
  }
  HpteIndex at = header.first();
  for (; at < header.first() + header.n_valid; ++at) {
    if (body.size() < sizeof(RawHpte)) return HtabErrno::kFault;
    port_.spend(SoftwareWork::kFdCopy);
    const Hpte entry = decode_entry(body.first<sizeof(RawHpte)>());
    if (const auto error = replace(at, entry)) return error;
    body = body.subspan(sizeof(RawHpte));
  }
  for (;; ++at) {
    at = port_.scan(EntryScan::for_valid(), at, header.end(), std::nullopt).at;
    if (at == header.end()) return std::nullopt;
    remove(at);
  }
}

std::optional<HtabErrno> GroupWriter::replace(HpteIndex index, const Hpte& entry) {
  if (!any(entry.v, hpte_v::kValid)) return HtabErrno::kInvalid;
  const auto sizes = kvm_page_size(entry.v, entry.r);
  if (!sizes) return HtabErrno::kInvalid;
  if (EntryScan::for_valid().look(port_, index).stops) remove(index);
  const EnterResult entered = h_enter(port_, partition_, hcall_flag::kExact, index, entry);
  if (entered.status != HcallStatus::kSuccess) return HtabErrno::kIo;
  port_.spend(SoftwareWork::kFdEntry);
  setup_.note_insertion(entry.v, sizes->base);
  return std::nullopt;
}

void GroupWriter::remove(HpteIndex index) {
  h_remove(port_, partition_, 0, index, 0);
  port_.spend(SoftwareWork::kFdEntry);
}

}  // namespace htabsim
