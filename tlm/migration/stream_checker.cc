// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/stream_checker.h"

#include <algorithm>

namespace htabsim {

StreamChecker::StreamChecker(const sc_core::sc_module_name& name, const Sim& sim, HptMemory& memory,
                             const GuestTable& table, HtabFdTarget& descriptor)
    : Part(name, sim),
      memory_(memory),
      image_(table.image),
      reader_(descriptor.initiator()),
      promises_(table.image, kHostHeaderOrder) {
  memory.observe(*this, table.lpid);
  memory.follow(reader_);
  descriptor.observe(*this);
}

StreamChecker::~StreamChecker() = default;

void StreamChecker::on_change(HpteIndex index, EntryEventKind part, InitiatorId initiator,
                              Cycles cycle) {
  const std::uint64_t changes = promises_.changes();
  events_.add(index, {part, initiator, cycle});
  promises_.on_change(index, cycle, author(part, initiator));
  keep_events_of_violations();
  if (open_ != 0 && promises_.changes() != changes) count_race(index, part, cycle);
}

// What happened to an index of the old table says nothing of the new one's.
void StreamChecker::on_table_switched(Cycles cycle) {
  promises_.on_table_switched(cycle);
  events_ = {};
}

void StreamChecker::check_receiver(Cycles cycle) {
  promises_.check_receiver(cycle);
  keep_events_of_violations();
}

void StreamChecker::keep_events_of_violations() {
  const auto& violations = promises_.first_violations();
  while (events_around_.size() < violations.size()) {
    events_around_.push_back(events_.of(violations[events_around_.size()].index));
  }
}

// What is not valid is left out: most of a table that is not full.
void StreamChecker::note_reports(std::span<const std::byte> data, Cycles cycle) {
  while (data.size() >= kGroupHeaderBytes) {
    const auto header = decode_header(data.first<kGroupHeaderBytes>(), kHostHeaderOrder);
    for (unsigned i = 0; i < header.n_valid; ++i) {
      events_.add(header.first() + i, {EntryEventKind::reported, reader_, cycle});
    }
    data = data.subspan(std::min(data.size(), kGroupHeaderBytes + header.body_bytes()));
  }
}

StreamPromises::Author StreamChecker::author(EntryEventKind part, InitiatorId initiator) const {
  if (part == EntryEventKind::rc_byte) return StreamPromises::Author::kHardware;
  const bool snapshot = part == EntryEventKind::reverse_map && initiator == reader_;
  return snapshot ? StreamPromises::Author::kReader : StreamPromises::Author::kAnyone;
}

template <class Count>
void StreamChecker::count_in_interval(Cycles cycle, const Count& count) {
  if (sim().interval == Cycles(0)) return;
  const auto interval = static_cast<std::size_t>(cycle.value() / sim().interval.value());
  if (interval >= intervals_.size()) intervals_.resize(interval + 1);
  count(intervals_[interval]);
}

void StreamChecker::count_read(std::span<const std::byte> data, Cycles cycle) {
  count_in_interval(cycle, [data](StreamIntervalCounts& counts) {
    ++counts.reads;
    counts.bytes_sent += data.size();
    for (auto rest = data; rest.size() >= kGroupHeaderBytes;) {
      const auto header = decode_header(rest.first<kGroupHeaderBytes>(), kHostHeaderOrder);
      counts.entries_sent += header.n_valid + header.n_invalid;
      rest = rest.subspan(std::min(rest.size(), kGroupHeaderBytes + header.body_bytes()));
    }
  });
}

void StreamChecker::count_race(HpteIndex index, EntryEventKind part, Cycles cycle) {
  count_in_interval(cycle, [](StreamIntervalCounts& c) { ++c.changed_while_streamed; });
  ++changes_by_bucket_[table_bucket(index, image_.geometry())];
  const HpteIndex position = memory_.followed_at();
  const bool rc = part == EntryEventKind::rc_byte;
  if (index == position) {
    ++races_.update_at_reader;
  } else if (index < position) {
    ++(rc ? races_.rc_set_behind_reader : races_.update_behind_reader);
  } else {
    ++(rc ? races_.rc_set_ahead_of_reader : races_.update_ahead_of_reader);
  }
}

void StreamChecker::on_open(int descriptor, std::uint64_t flags, std::uint64_t start_index) {
  promises_.on_open(descriptor, entry_filter(flags), HpteIndex(start_index));
  ++open_;
}

void StreamChecker::on_close(int descriptor) {
  promises_.on_close(descriptor);
  --open_;
}

void StreamChecker::on_read_begin(int descriptor) { promises_.on_read_begin(descriptor); }

void StreamChecker::on_read_end(int descriptor, std::span<const std::byte> data, std::size_t count,
                                Cycles cycle) {
  promises_.on_read_end(descriptor, data, count, cycle);
  keep_events_of_violations();
  note_reports(data, cycle);
  count_read(data, cycle);
}

}  // namespace htabsim
