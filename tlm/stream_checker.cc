// SPDX-License-Identifier: Apache-2.0
#include "tlm/stream_checker.h"

namespace htabsim {

StreamChecker::StreamChecker(HptMemory& memory, HtabFdTarget& descriptor, InitiatorId reader)
    : memory_(memory), reader_(reader), promises_(memory.image(), HeaderOrder::kLittle) {
  memory.observe(*this);
  memory.follow(reader);
  descriptor.observe(*this);
}

void StreamChecker::on_change(HpteIndex index, Part part, InitiatorId initiator, Cycles cycle) {
  const std::uint64_t changes = promises_.changes();
  promises_.on_change(index, cycle, author(part, initiator));
  if (open_ != 0 && promises_.changes() != changes) count_race(index, part);
}

StreamPromises::Author StreamChecker::author(Part part, InitiatorId initiator) const {
  if (part == Part::kRcByte) return StreamPromises::Author::kHardware;
  const bool snapshot = part == Part::kReverseMap && initiator == reader_;
  return snapshot ? StreamPromises::Author::kReader : StreamPromises::Author::kAnyone;
}

void StreamChecker::count_race(HpteIndex index, Part part) {
  const HpteIndex position = memory_.followed_at();
  const bool rc = part == Part::kRcByte;
  if (index == position) {
    ++races_.update_at_reader;
  } else if (index < position) {
    ++(rc ? races_.rc_set_behind_reader : races_.update_behind_reader);
  } else {
    ++(rc ? races_.rc_set_ahead_of_reader : races_.update_ahead_of_reader);
  }
}

void StreamChecker::on_open(int descriptor, std::uint64_t flags, std::uint64_t start_index) {
  const auto filter = any(flags, htab_flag::kBoltedOnly) ? StreamPromises::Filter::kBoltedOnly
                                                         : StreamPromises::Filter::kAll;
  promises_.on_open(descriptor, filter, HpteIndex(start_index));
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
}

}  // namespace htabsim
