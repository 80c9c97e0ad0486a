// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/tlbie.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kLargeBase = ibm_bit(63);   // L of RB
constexpr std::uint64_t kLp = ibm_bits(44, 51);     // where RPN's LP bits go when L=1
constexpr std::uint64_t kHashBits = low_mask(11);   // page number bits 12..22 of the VA
constexpr unsigned kSegmentSizeShift = 8;           // B, bits 54:55
constexpr unsigned kActualPageShift = 5;            // AP, bits 56:58
constexpr std::uint64_t kScope = ibm_bits(52, 53);  // IS
constexpr std::uint64_t kClass = ibm_bits(40, 51);  // the set, for a tlbiel
constexpr unsigned kClassShift = 12;
constexpr std::uint64_t kAval = ibm_bits(56, 59);  // page number bits of a 64K base page
constexpr unsigned kAvalShift = 12;                // to where they are in the VA

// AP: the actual page size as L||LP of an SLB entry (facts H2, B3).
std::uint64_t actual_page_code(PageSize actual) {
  switch (actual) {
    case PageSize::page_64k:
      return 0b101;
    case PageSize::page_16m:
      return 0b100;
    default:
      return 0b000;
  }
}

std::optional<PageSize> actual_page_of(std::uint64_t code) {
  switch (code) {
    case 0b000:
      return PageSize::page_4k;
    case 0b101:
      return PageSize::page_64k;
    case 0b100:
      return PageSize::page_16m;
    default:
      return std::nullopt;
  }
}

std::uint64_t low_64(const VirtualAddress& va) {
  return (va.vsid.value() << shift(va.size)) | va.offset;
}

}  // namespace

TlbieRb compute_tlbie_rb(Hpte entry, HpteIndex index, HptePageSize sizes) {
  const std::uint64_t segment_size = entry.v >> hpte_v::kSegmentSizeShift;
  std::uint64_t hash = pteg_of(index).value();
  if (any(entry.v, hpte_v::kSecondary)) hash = ~hash;
  const std::uint64_t vsid_low = segment_size == 0 ? entry.v >> 12 : entry.v >> 24;
  const std::uint64_t page = (hash ^ vsid_low) & kHashBits;

  std::uint64_t rb = (entry.v & ~low_mask(hpte_v::kAvpnShift)) << 16;
  if (sizes.base == PageSize::page_4k) {
    rb |= page << 12;
    rb |= actual_page_code(sizes.actual) << kActualPageShift;
  } else {
    const unsigned base = shift(sizes.base);
    const std::uint64_t in_actual_page = low_mask(shift(sizes.actual));
    rb |= (page << base) & (kHashBits << 12);
    rb &= ~in_actual_page;
    rb |= (page << (base - 12)) & 0xfe;
    rb |= kLargeBase | (entry.r & kLp & in_actual_page);
  }
  return {rb | (segment_size << kSegmentSizeShift)};
}

namespace {

// The bits of a base page's place in its actual page that RB carries (facts H2, H3).
std::uint64_t carried_in_page(const HptePageSize& pages) {
  const std::uint64_t all = low_mask(shift(pages.actual)) & ~low_mask(shift(pages.base));
  return pages.base == PageSize::page_4k ? all : all & kAval << kAvalShift;
}

}  // namespace

VirtualAddress TlbieTarget::address() const {
  const std::uint64_t va = va_low | base_page;
  return {size, Vsid(va >> shift(size)), va & low_mask(shift(size))};
}

bool TlbieTarget::names_base_page() const {
  return carried_in_page(pages) == (low_mask(shift(pages.actual)) & ~low_mask(shift(pages.base)));
}

bool TlbieTarget::matches(Lpid of, const VirtualAddress& va, HptePageSize cached,
                          MpssReach reach) const {
  if (scope == TlbieScope::kEverything || scope == TlbieScope::kCongruenceClass) return true;
  if (of != lpid) return false;
  if (scope == TlbieScope::kPartition) return true;
  if (va.size != size || cached != pages) return false;
  std::uint64_t compared = ~low_mask(shift(pages.actual));
  if (reach == MpssReach::base) compared |= carried_in_page(pages);
  return ((low_64(va) ^ (va_low | base_page)) & compared) == 0;
}

namespace {

std::optional<TlbieTarget> decode_page(TlbieRb rb, Lpid lpid) {
  TlbieTarget target;
  target.lpid = lpid;
  const std::uint64_t b = (rb.value >> kSegmentSizeShift) & 3;
  if (b > 1) return std::nullopt;
  target.size = b == 0 ? SegmentSize::segment_256m : SegmentSize::segment_1t;
  if (!any(rb.value, kLargeBase)) {
    const auto actual = actual_page_of((rb.value >> kActualPageShift) & 7);
    if (!actual) return std::nullopt;
    target.pages = {PageSize::page_4k, *actual};
  } else {
    // The nibbles of LP that KVM's decoding leaves open are address bits here too.
    const auto sizes = kvm_page_size(hpte_v::kLarge, rb.value);
    if (!sizes || sizes->base == PageSize::page_4k) return std::nullopt;
    target.pages = *sizes;
  }
  std::uint64_t va = rb.value;
  if (target.pages.base != PageSize::page_4k) {
    // AVAL: VA bits 16..19 of a 64K page, where the operand has LP.
    va = (va & ~low_mask(20)) | (rb.value & kAval) << kAvalShift;
  }
  target.va_low = va & ~low_mask(shift(target.pages.actual));
  target.base_page = va & carried_in_page(target.pages);
  return target;
}

}  // namespace

std::optional<TlbieTarget> decode_tlbie(TlbieRb rb, Lpid lpid) {
  if (!any(rb.value, kScope)) return decode_page(rb, lpid);
  TlbieTarget target;
  const bool all = (rb.value & kScope) == kScope;
  target.scope = all ? TlbieScope::kEverything : TlbieScope::kPartition;
  target.lpid = lpid;
  return target;
}

std::optional<TlbieTarget> decode_tlbiel(TlbieRb rb, Lpid lpid) {
  if (!any(rb.value, kScope)) return decode_page(rb, lpid);
  TlbieTarget target;
  target.lpid = lpid;
  target.scope = TlbieScope::kCongruenceClass;
  target.congruence_class = static_cast<unsigned>((rb.value & kClass) >> kClassShift);
  return target;
}

}  // namespace htabsim
