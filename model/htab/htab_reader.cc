// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/htab_reader.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "htabsim/model/htab/caller_buffer.h"

namespace htabsim {

namespace {

constexpr unsigned kLongestRun = std::numeric_limits<std::uint16_t>::max();

/// Clean entries after which the scan with Defect::scan_gives_up ends.
constexpr std::uint64_t kPatience = 512;

enum class Store : std::uint8_t { kDone, kFaulted };

/// The run of valid entries from `at` on (R14, R16).
Store read_valid_run(const HptGeometry& table, const EntryRecorder& recorder, CallerBuffer& buffer,
                     HpteIndex& at, HtabGroupHeader& header) {
  while (table.contains(at) && header.n_valid < kLongestRun && buffer.has_room_for_entry()) {
    const auto entry = recorder.record(at, EntryKind::kValid);
    if (!entry) break;
    if (!buffer.append(*entry)) return Store::kFaulted;
    ++header.n_valid;
    ++at;
  }
  return Store::kDone;
}

/// The run of invalid entries from `at` on, which takes no bytes (R16, R19).
void read_invalid_run(const HptGeometry& table, const EntryRecorder& recorder, HpteIndex& at,
                      HtabGroupHeader& header) {
  const HpteIndex first = at;
  at = recorder.record_invalid(first,
                               HpteIndex(std::min(table.hptes(), first.value() + kLongestRun)));
  header.n_invalid = static_cast<std::uint16_t>(at - first);
}

/// A group from `at` on, whose header says that it begins at `named`.
Store read_group(const HptGeometry& table, const EntryRecorder& recorder, CallerBuffer& buffer,
                 HpteIndex named, HpteIndex& at) {
  HtabGroupHeader header;
  header.index = static_cast<std::uint32_t>(named.value());  // R10: the stream has 32 bits for it
  buffer.open_group();
  if (read_valid_run(table, recorder, buffer, at, header) == Store::kFaulted) {
    return Store::kFaulted;
  }
  read_invalid_run(table, recorder, at, header);
  return buffer.close_group(header) ? Store::kDone : Store::kFaulted;
}

}  // namespace

IoResult HtabReader::read(HptPort& port, std::span<std::byte> mapped, std::size_t count) {
  port.spend(SoftwareWork::kFdCall);
  const HptGeometry& table = port.geometry();
  const ScanPass pass = pass_;
  const EntryRecorder recorder(port, pass, options_.filter, options_.lock_bit, options_.defect);
  CallerBuffer buffer(port, mapped, count, options_.header_order);

  HpteIndex at = cursor_;
  while (buffer.has_room_for_group()) {
    const HpteIndex before = at;
    if (pass == ScanPass::kLater) at = recorder.next_dirty(at);
    if (gives_up(before, at)) return end_at(before + kPatience, buffer.bytes());
    const HpteIndex named = has(Defect::index_sampled_early) ? before : at;
    if (read_group(table, recorder, buffer, named, at) == Store::kFaulted) {
      return {0, HtabErrno::kFault};
    }
    if (!table.contains(at)) {
      pass_ = ScanPass::kLater;
      return end_at(HpteIndex(0), buffer.bytes());
    }
  }
  const bool short_by_one = has(Defect::cursor_saved_short) && at > HpteIndex(0);
  return end_at(short_by_one ? at - 1 : at, buffer.bytes());
}

bool HtabReader::gives_up(HpteIndex from, HpteIndex to) const {
  return has(Defect::scan_gives_up) && to - from > kPatience;
}

IoResult HtabReader::end_at(HpteIndex at, std::size_t bytes) {
  cursor_ = at;
  return {bytes, {}};
}

}  // namespace htabsim
