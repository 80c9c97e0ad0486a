// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/table_stream.h"

#include <vector>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/htab/htab_reader.h"

namespace htabsim {

namespace {

constexpr std::size_t kReadBytes = std::size_t{2} << 20;

}  // namespace

std::string table_stream(HptImage& table, HeaderOrder order) {
  FunctionalHptPort port(table);
  HtabReader reader({.header_order = order, .lock_bit = LockBit::kHidden});
  std::vector<std::byte> buffer(kReadBytes);
  std::string bytes;
  while (reader.pass() == ScanPass::kFirst) {
    const IoResult result = reader.read(port, buffer);
    bytes.append(reinterpret_cast<const char*>(buffer.data()), result.bytes);
  }
  return bytes;
}

}  // namespace htabsim
