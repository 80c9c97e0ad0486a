// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/v2p_map.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/number_text.h"
#include "htabsim/model/isa/bits.h"
#include "htabsim/model/trace/page_shift.h"

namespace htabsim {

namespace {

constexpr std::string_view kPageSize = "page_size";
constexpr std::string_view kVirtual = "virtual_address";
constexpr std::string_view kPhysical = "physical_address";
// What else there is: sums, which follow from the pages.
constexpr std::string_view kSums[] = {"page_count", "bytes_mapped"};

std::optional<std::uint64_t> number_in(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, hexadecimal ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool has_no_value(std::string_view line) {
  return line.empty() || line.starts_with('#') || line.ends_with('{') || line == "}";
}

}  // namespace

V2pMap::V2pMap(LineReader file) {
  for (std::string_view line; file.next(line);) {
    const std::string_view text = trimmed(line);
    if (has_no_value(text)) continue;
    const std::size_t colon = text.find(':');
    const auto value =
        colon == text.npos ? std::nullopt : number_in(trimmed(text.substr(colon + 1)));
    if (!value) file.fail(fmt::format("\"{}\" is not KEY: NUMBER", text));
    take(file, trimmed(text.substr(0, colon)), *value);
  }
  if (virtual_) file.fail("the last virtual_address has no physical_address");
  if (frames_.empty()) file.fail("has no page");
}

void V2pMap::take(const LineReader& file, std::string_view key, std::uint64_t value) {
  if (virtual_ && key != kPhysical) file.fail("a virtual_address has no physical_address");
  if (key == kPageSize) {
    set_page_size(file, value);
  } else if (key == kVirtual) {
    virtual_ = page_number(file, key, value);
  } else if (key == kPhysical) {
    add_page(file, value);
  } else if (std::ranges::find(kSums, key) == std::end(kSums)) {
    file.fail(fmt::format("\"{}\" is none of {}, {} and {}", key, kPageSize, kVirtual, kPhysical));
  }
}

void V2pMap::set_page_size(const LineReader& file, std::uint64_t bytes) {
  const auto page_shift = static_cast<unsigned>(std::countr_zero(bytes));
  if (!std::has_single_bit(bytes) || !is_page_shift(page_shift)) {
    file.fail(fmt::format("a page has no {} bytes", bytes));
  }
  if (page_shift_ != 0 && page_shift != page_shift_) file.fail("pages are of two sizes");
  page_shift_ = page_shift;
}

void V2pMap::add_page(const LineReader& file, std::uint64_t physical) {
  if (!virtual_) file.fail("a physical_address has no virtual_address");
  const std::uint64_t page = *std::exchange(virtual_, std::nullopt);
  if (!frames_.emplace(page, page_number(file, kPhysical, physical)).second) {
    file.fail(fmt::format("the page at {:x} is there twice", page << page_shift_));
  }
}

std::uint64_t V2pMap::page_number(const LineReader& file, std::string_view key,
                                  std::uint64_t address) const {
  if (page_shift_ == 0) file.fail(fmt::format("a {} comes before the page_size", key));
  if (any(address, low_mask(page_shift_))) {
    file.fail(fmt::format("the {} {:#x} is not where a page begins", key, address));
  }
  return address >> page_shift_;
}

std::optional<GuestReal> V2pMap::real(Ea ea) const {
  const auto found = frames_.find(ea.value() >> page_shift_);
  if (found == frames_.end()) return std::nullopt;
  return GuestReal(found->second << page_shift_ | (ea.value() & low_mask(page_shift_)));
}

}  // namespace htabsim
