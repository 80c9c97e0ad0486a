// SPDX-License-Identifier: Apache-2.0
#include "model/htab/stream_apply.h"

#include <vector>

#include <fmt/format.h>

#include "model/hpt/functional_port.h"
#include "model/htab/htab_writer.h"
#include "model/trace/input_error.h"

namespace htabsim {

namespace {

void encode(const HtabGroup& group, HeaderOrder order, std::vector<std::byte>& bytes) {
  bytes.clear();
  const auto header = encode_header(group.header, order);
  bytes.insert(bytes.end(), header.begin(), header.end());
  for (const Hpte& entry : group.entries) {
    const auto encoded = encode_entry(entry);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
}

}  // namespace

void apply_stream(HtabStreamReader& reader, HptImage& image, Partition& partition) {
  FunctionalHptPort port(image);
  const HtabWriter writer({reader.header_order(), HtabWriteParsing::kSafe});
  HtabGroup group;
  std::vector<std::byte> bytes;
  while (reader.next(group)) {
    encode(group, reader.header_order(), bytes);
    const IoResult result = writer.write(port, partition, bytes);
    if (!result.error) continue;
    throw InputError(
        reader.file_name(), 0,
        fmt::format("byte {}: the group of {} entries at index {} is refused with {}", group.offset,
                    group.header.n_valid, group.header.index, name(*result.error)));
  }
}

}  // namespace htabsim
