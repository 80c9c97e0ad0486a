// SPDX-License-Identifier: Apache-2.0
#include "tlm/stream_checker.h"

namespace htabsim {

StreamChecker::StreamChecker(HptMemory& memory, HtabFdTarget& descriptor, InitiatorId reader)
    : reader_(reader), promises_(memory.image(), HeaderOrder::kLittle) {
  memory.observe(*this);
  descriptor.observe(*this);
}

void StreamChecker::on_change(HpteIndex index, Part part, InitiatorId initiator, Cycles cycle) {
  const bool snapshot = part == Part::kReverseMap && initiator == reader_;
  promises_.on_change(index, cycle,
                      snapshot ? StreamPromises::Author::kReader : StreamPromises::Author::kAnyone);
}

void StreamChecker::on_open(int descriptor, std::uint64_t flags, std::uint64_t start_index) {
  const auto filter = any(flags, htab_flag::kBoltedOnly) ? StreamPromises::Filter::kBoltedOnly
                                                         : StreamPromises::Filter::kAll;
  promises_.on_open(descriptor, filter, HpteIndex(start_index));
}

void StreamChecker::on_close(int descriptor) { promises_.on_close(descriptor); }

void StreamChecker::on_read_begin(int descriptor) { promises_.on_read_begin(descriptor); }

void StreamChecker::on_read_end(int descriptor, std::span<const std::byte> data, std::size_t count,
                                Cycles cycle) {
  promises_.on_read_end(descriptor, data, count, cycle);
}

}  // namespace htabsim
