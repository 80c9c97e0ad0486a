// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_header_order.h"

#include <algorithm>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

bool all_valid(std::span<const std::byte> entries) {
  for (; entries.size() >= sizeof(RawHpte); entries = entries.subspan(sizeof(RawHpte))) {
    if (!any(decode_entry(entries.first<sizeof(RawHpte)>()).v, hpte_v::kValid)) return false;
  }
  return true;
}

/// Whether every header of a stream that fits both orders is the same in both.
bool means_the_same(std::span<const std::byte> bytes) {
  while (bytes.size() >= kGroupHeaderBytes) {
    const auto raw = bytes.first<kGroupHeaderBytes>();
    const HtabGroupHeader header = decode_header(raw, HeaderOrder::kBig);
    if (header != decode_header(raw, HeaderOrder::kLittle)) return false;
    bytes = bytes.subspan(std::min(bytes.size(), kGroupHeaderBytes + header.body_bytes()));
  }
  return true;
}

}  // namespace

HeaderOrderFit fit_header_order(std::span<const std::byte> bytes, StreamExtent extent,
                                HeaderOrder order, const std::optional<HptGeometry>& geometry) {
  HeaderOrderFit fit;
  HpteIndex last_end;
  for (std::span<const std::byte> rest = bytes; !rest.empty();) {
    fit.explained = bytes.size() - rest.size();
    if (rest.size() < kGroupHeaderBytes) {
      fit.contradicted = extent == StreamExtent::kWhole;
      return fit;
    }
    const HtabGroupHeader header = decode_header(rest.first<kGroupHeaderBytes>(), order);
    rest = rest.subspan(kGroupHeaderBytes);
    const std::size_t body = std::min(header.body_bytes(), rest.size());
    const bool cut_short = body < header.body_bytes() && extent == StreamExtent::kWhole;
    const bool outside = geometry && header.end().value() > geometry->hptes();
    fit.contradicted = header.empty() || outside || cut_short || !all_valid(rest.first(body));
    if (fit.contradicted) return fit;
    if (header.first() < last_end) ++fit.restarts;
    last_end = header.end();
    rest = rest.subspan(body);
  }
  fit.explained = bytes.size();
  return fit;
}

std::optional<HeaderOrder> recognise_header_order(std::span<const std::byte> bytes,
                                                  StreamExtent extent,
                                                  const std::optional<HptGeometry>& geometry) {
  const HeaderOrderFit big = fit_header_order(bytes, extent, HeaderOrder::kBig, geometry);
  const HeaderOrderFit little = fit_header_order(bytes, extent, HeaderOrder::kLittle, geometry);
  if (big.contradicted != little.contradicted) {
    return big.contradicted ? HeaderOrder::kLittle : HeaderOrder::kBig;
  }
  if (big.contradicted) {
    return big.explained >= little.explained ? HeaderOrder::kBig : HeaderOrder::kLittle;
  }
  if (big.restarts != little.restarts) {
    return big.restarts < little.restarts ? HeaderOrder::kBig : HeaderOrder::kLittle;
  }
  if (means_the_same(bytes)) return HeaderOrder::kBig;
  return std::nullopt;
}

}  // namespace htabsim
