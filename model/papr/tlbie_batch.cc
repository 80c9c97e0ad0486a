// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/tlbie_batch.h"

#include "htabsim/model/isa/page_size.h"

namespace htabsim {

TlbieReach hcall_tlbie_reach(const Partition& partition) {
  if (partition.has(Defect::hcall_invalidates_locally)) return TlbieReach::local;
  return partition.online_vcpus == 1 ? TlbieReach::local : TlbieReach::global;
}

void do_tlbies(HptPort& port, const Partition& partition, std::span<const TlbieRb> operands,
               TlbieReach reach, SyncBefore before) {
  if (before == SyncBefore::ptesync) port.barrier(BarrierPoint::tlbie_ptesync);
  if (reach == TlbieReach::local) {
    for (const TlbieRb rb : operands) port.tlbiel(rb);
  } else {
    for (const TlbieRb rb : operands) port.tlbie(rb);
    if (partition.tlbie_erratum == TlbieErratum::p9 &&
        !partition.has(Defect::erratum_tlbie_left_out)) {
      port.barrier(BarrierPoint::erratum_ptesync);
      port.tlbie(operands.back());
    }
    port.barrier(BarrierPoint::tlbsync_eieio);
    port.tlbsync();
  }
  port.barrier(BarrierPoint::tlbie_end_ptesync);
}

std::optional<TlbieRb> tlbie_operand(Hpte entry, HpteIndex index) {
  const auto sizes = kvm_page_size(entry.v, entry.r);
  if (!sizes) return std::nullopt;
  return compute_tlbie_rb(entry, index, *sizes);
}

void invalidate_translation(HptPort& port, const Partition& partition, Hpte entry, HpteIndex index,
                            TlbieReach reach) {
  const auto operand = tlbie_operand(entry, index);
  if (operand) do_tlbies(port, partition, {&*operand, 1}, reach);
}

}  // namespace htabsim
