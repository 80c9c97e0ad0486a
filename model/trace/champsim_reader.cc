// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/champsim_reader.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

namespace htabsim {

namespace {

template <class Record>
bool has_operand(const Record& record) {
  const auto is_used = [](std::uint64_t ea) { return ea != 0; };
  return std::any_of(record.source_memory.begin(), record.source_memory.end(), is_used) ||
         std::any_of(record.destination_memory.begin(), record.destination_memory.end(), is_used);
}

template <class Record>
bool makes_sense(const Record& record) {
  if (record.is_branch > 1 || record.branch_taken > record.is_branch) return false;
  if (record.ip == 0 && !has_operand(record)) return false;
  if constexpr (requires { record.padding; }) {
    if (std::ranges::any_of(record.padding, [](std::uint8_t byte) { return byte != 0; })) {
      return false;
    }
  }
  return true;
}

/// Few programs jump further at every third instruction.
bool is_near(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kNear = 256;
  return a - b < kNear || b - a < kNear;
}

}  // namespace

// A program goes on with the next instruction mostly. Read in the other form, two records of three
// begin within another, and have the address of data or none.
template <class Record>
bool ChampsimReader<Record>::recognises(std::string_view start) {
  const bool is_whole = start.size() % sizeof(Record) == 0;
  std::optional<std::uint64_t> last;
  std::size_t records = 0;
  std::size_t with_address = 0;
  std::size_t short_steps = 0;
  for (; start.size() >= sizeof(Record); start.remove_prefix(sizeof(Record))) {
    Record record;
    std::memcpy(&record, start.data(), sizeof record);
    if (!makes_sense(record)) return false;
    ++records;
    if (record.ip == 0) continue;
    ++with_address;
    if (last && is_near(record.ip, *last)) ++short_steps;
    last = record.ip;
  }
  if (with_address < 2) return with_address == records && last && is_whole;
  return with_address * 3 >= records * 2 && short_steps * 3 >= with_address - 1;
}

template <class Record>
void ChampsimReader<Record>::take_record() {
  Record record;
  std::memcpy(&record, cursor_.take(sizeof record).data(), sizeof record);
  ++records_;
  if (!makes_sense(record)) {
    cursor_.fail_at(
        cursor_.position() - sizeof record,
        fmt::format("record {} is no instruction of ChampSim's: its address is {:x}, "
                    "is_branch {}, branch_taken {}",
                    records_, record.ip.value(), record.is_branch, record.branch_taken));
  }
  count_ = given_ = 0;
  if (record.ip != 0) add(PlainAccessKind::kFetch, record.ip);
  const auto& stored = record.destination_memory;
  for (const std::uint64_t ea : record.source_memory) {
    if (ea == 0) continue;
    const bool also_stored = std::find(stored.begin(), stored.end(), ea) != stored.end();
    add(also_stored ? PlainAccessKind::kModify : PlainAccessKind::kLoad, ea);
  }
  const auto& loaded = record.source_memory;
  for (const std::uint64_t ea : stored) {
    const bool also_loaded = std::find(loaded.begin(), loaded.end(), ea) != loaded.end();
    if (ea != 0 && !also_loaded) add(PlainAccessKind::kStore, ea);
  }
}

template <class Record>
bool ChampsimReader<Record>::next(PlainAccess& access) {
  while (given_ == count_) {
    if (cursor_.at_end()) return false;
    take_record();
  }
  const Operand& operand = operands_[given_++];
  access = {.kind = operand.kind, .ea = operand.ea, .line = records_};
  return true;
}

template class ChampsimReader<ChampsimRecord>;
template class ChampsimReader<CloudsuiteRecord>;

}  // namespace htabsim
