// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explored_reader.h"

#include "htabsim/model/explore/world_state.h"

namespace htabsim {

namespace {

HtabReadOptions options(const Partition& partition) {
  HtabReadOptions options;
  options.defect = partition.defect;
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

/// An effect on the promises of the agent's table.
template <class Change>
Effect on_promises(const AgentRun& run, Change change) {
  return [table = run.reach().table, change = std::move(change)](WorldState& state) {
    change(*state.tables[table].promises);
  };
}

}  // namespace

ExploredReader::ExploredReader(AgentRun& run, int descriptor)
    : run_(run), descriptor_(descriptor), reader_(options(run.partition())), buffer_(kWholeTable) {
  ++run.partition().hpte_mod_interest;
  run.effect(on_promises(run, [descriptor](StreamPromises& promises) {
    promises.on_open(descriptor, EntryFilter::all, HpteIndex(0));
  }));
}

std::span<const std::byte> ExploredReader::read(HptPort& port, std::size_t count) {
  run_.begin_work(OperationKind::read, count);
  const auto data = read_at_work(port, count);
  run_.end_work();
  return data;
}

std::span<const std::byte> ExploredReader::read_at_work(HptPort& port, std::size_t count) {
  run_.effect(on_promises(run_, [descriptor = descriptor_](StreamPromises& promises) {
    promises.on_read_begin(descriptor);
  }));
  const IoResult result = reader_.read(port, std::span(buffer_).first(count));
  const auto data = std::span<const std::byte>(buffer_).first(result.bytes);
  run_.effect(
      on_promises(run_, [descriptor = descriptor_, count,
                         sent = std::vector(data.begin(), data.end())](StreamPromises& promises) {
        promises.on_read_end(descriptor, sent, count, Cycles(0));
      }));
  next_ = end_of(data);
  if (!port.geometry().contains(next_)) next_ = HpteIndex(0);
  return data;
}

void ExploredReader::read_until_clean(HptPort& port) {
  bool whole = next_ == HpteIndex(0);
  while (!read(port, kWholeTable).empty() || !whole) whole = true;
}

}  // namespace htabsim
