// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_text.h"

#include <array>
#include <cassert>
#include <iterator>
#include <string_view>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/htab/stream_fields.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {

namespace {

struct FlagLetter {
  char letter;
  std::uint64_t mask;
};

/// Dword 0 bits 57 to 63: KVM's lock and absent, Linux's bolted and software, L, H, V.
constexpr FlagLetter kFlags[] = {
    {'k', hpte_v::kHvLock}, {'a', hpte_v::kAbsent},    {'b', hpte_v::kBolted}, {'s', ibm_bit(60)},
    {'L', hpte_v::kLarge},  {'H', hpte_v::kSecondary}, {'V', hpte_v::kValid}};
constexpr FlagLetter kUse[] = {{'R', hpte_r::kReferenced}, {'C', hpte_r::kChanged}};
constexpr FlagLetter kStorage[] = {{'W', hpte_r::kWriteThrough},
                                   {'I', hpte_r::kInhibited},
                                   {'M', hpte_r::kMemory},
                                   {'G', hpte_r::kGuarded}};
constexpr FlagLetter kNoExecute[] = {{'N', hpte_r::kNoExecute}};
constexpr FlagLetter kReserved[] = {{'1', hpte_r::kModified}};

/// The letters of the bits that are set, and a dash for each other one.
template <std::size_t count>
class Letters {
 public:
  Letters(const FlagLetter (&flags)[count], std::uint64_t dword) {
    for (std::size_t i = 0; i < count; ++i) {
      text_[i] = any(dword, flags[i].mask) ? flags[i].letter : '-';
    }
  }
  [[nodiscard]] std::string_view text() const { return {text_.data(), count}; }

 private:
  std::array<char, count> text_{};
};

std::string_view segment_text(std::uint64_t v) {
  constexpr std::string_view kNames[] = {"256M", "1T", "10", "11"};
  return kNames[v >> hpte_v::kSegmentSizeShift];
}

void append_page_size(fmt::memory_buffer& text, const Hpte& entry) {
  const auto size = kvm_page_size(entry.v, entry.r);
  if (!size) return text.push_back('?');
  text.append(name(size->actual));
  text.push_back('/');
  text.append(name(size->base));
}

std::string page_size_text(const HptePageSize& size) {
  const std::string_view actual = name(size.actual);
  return size.base == size.actual ? fmt::format("{} page", actual)
                                  : fmt::format("{} page in a {} segment", actual, name(size.base));
}

}  // namespace

std::string entry_heading() {
  return fmt::format("{:>10}  {:>11}  {:<4}  {:>14}  {}  {}  1  {}  {:>12}  {}  {}  {}  {}\n",
                     "index", "PTEG/slot", "B", "AVPN", "kabsLHV", "PP", "key", "RPN", "RC", "WIMG",
                     "N", "page/base");
}

void append_entry_line(fmt::memory_buffer& text, HpteIndex index, const Hpte& entry) {
  fmt::format_to(std::back_inserter(text),
                 FMT_COMPILE("{:>10}  {:>9x}/{}  {:<4}  {:014x}  {}  {:>2}  {}  {:>3}  {:012x}  "
                             "{}  {}  {}  "),
                 index.value(), pteg_of(index).value(), index.value() % kHptesPerPteg,
                 segment_text(entry.v), gather(entry.v, hpte_v::kAvpn),
                 Letters(kFlags, entry.v).text(), gather(entry.r, hpte_r::kPp0 | hpte_r::kPp),
                 Letters(kReserved, entry.r).text(), protection_key(entry.r),
                 gather(entry.r, hpte_r::kRpn), Letters(kUse, entry.r).text(),
                 Letters(kStorage, entry.r).text(), Letters(kNoExecute, entry.r).text());
  append_page_size(text, entry);
  text.push_back('\n');
}

std::string entry_line(HpteIndex index, const Hpte& entry) {
  fmt::memory_buffer text;
  append_entry_line(text, index, entry);
  return fmt::to_string(text);
}

std::string entry_counts_text(const EntryCounts& counts) {
  TextTable table({{"valid entries"}, {"count", Align::kRight}, {"share", Align::kRight}});
  const auto row = [&](const std::string& what, std::uint64_t count) {
    table.add_row({what, grouped(count), percentage(count, counts.entries)});
  };
  const auto row_if_any = [&](const std::string& what, std::uint64_t count) {
    if (count != 0) row(what, count);
  };
  for (const PageSizeCount& size : counts.page_sizes()) {
    row(page_size_text(size.size), size.entries);
  }
  row_if_any("page size unknown to KVM", counts.unknown_page_size);
  row("256 MB segment", counts.segments_256m);
  row("1 TB segment", counts.segments_1t);
  row_if_any("segment size reserved", counts.segments_reserved);
  row("bolted", counts.bolted);
  row("secondary PTEG", counts.secondary);
  row("referenced", counts.referenced);
  row("changed", counts.changed);
  row("no execute", counts.no_execute);
  for (std::size_t pp = 0; pp < counts.protection.size(); ++pp) {
    row_if_any(fmt::format("PP {}", pp), counts.protection[pp]);
  }
  row_if_any("V bit clear", counts.not_valid);
  return table.text();
}

}  // namespace htabsim
