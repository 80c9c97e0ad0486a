// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/received_stream.h"

#include <algorithm>
#include <span>

#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

void ReceivedStream::on_connected() {
  bytes_.clear();
  sections_.clear();
}

void ReceivedStream::on_received(const StreamChunk& chunk) {
  bytes_.append(reinterpret_cast<const char*>(chunk.bytes.data()), chunk.bytes.size());
  sections_.resize(std::max<std::size_t>(sections_.size(), chunk.section + 1));
  Counts& counts = sections_[chunk.section];
  counts.bytes += chunk.bytes.size();
  for (std::span<const std::byte> rest(chunk.bytes); !rest.empty();) {
    const auto header = decode_header(rest.first<kGroupHeaderBytes>(), kHostHeaderOrder);
    counts.groups.add(header);
    rest = rest.subspan(kGroupHeaderBytes + header.body_bytes());
  }
}

std::vector<StreamSection> ReceivedStream::sections(std::uint64_t iterations) const {
  std::vector<StreamSection> sections;
  std::uint64_t begin = 0;
  for (std::uint64_t i = 0; i <= iterations; ++i) {
    const Counts counts = i < sections_.size() ? sections_[i] : Counts();
    sections.push_back({.name = i < iterations ? "PART" : "END",
                        .begin = begin,
                        .end = begin + counts.bytes,
                        .groups = counts.groups.groups,
                        .valid = counts.groups.valid,
                        .invalid = counts.groups.invalid});
    begin += counts.bytes;
  }
  return sections;
}

}  // namespace htabsim
