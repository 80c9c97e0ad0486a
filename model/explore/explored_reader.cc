// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_reader.h"

namespace htabsim {

namespace {

HtabReadOptions options(const ExploredTable& table) {
  HtabReadOptions options;
  options.defect = table.partition.defect;
  return options;
}

/// The entry behind the last one of a chunk.
HpteIndex end_of(std::span<const std::byte> chunk) {
  HpteIndex end;
  while (!chunk.empty()) {
    const auto header = decode_header(chunk.first<kGroupHeaderBytes>(), HeaderOrder::kBig);
    end = header.end();
    chunk = chunk.subspan(kGroupHeaderBytes + header.body_bytes());
  }
  return end;
}

}  // namespace

ExploredReader::ExploredReader(ExploredTable& table, int descriptor)
    : table_(table), descriptor_(descriptor), reader_(options(table)), buffer_(kWholeTable) {
  ++table.partition.hpte_mod_interest;
  table.promises->on_open(descriptor, EntryFilter::all, HpteIndex(0));
}

std::span<const std::byte> ExploredReader::read(HptPort& port, ExploredAgent* agent,
                                                std::size_t count) {
  if (agent) table_.begin_work(*agent, {OperationKind::read, HpteIndex(0), count});
  table_.promises->on_read_begin(descriptor_);
  const IoResult result = reader_.read(port, std::span(buffer_).first(count));
  const auto data = std::span<const std::byte>(buffer_).first(result.bytes);
  table_.promises->on_read_end(descriptor_, data, count, Cycles(0));
  if (agent) table_.end_work();
  next_ = end_of(data);
  if (!table_.image.geometry().contains(next_)) next_ = HpteIndex(0);
  return data;
}

void ExploredReader::read_until_clean(HptPort& port, ExploredAgent* agent) {
  bool whole = at_start();
  while (!read(port, agent, kWholeTable).empty() || !whole) whole = true;
}

}  // namespace htabsim
