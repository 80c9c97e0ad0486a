// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/caller_buffer.h"

#include <algorithm>

namespace htabsim {

void CallerBuffer::open_group() {
  group_ = bytes_;
  bytes_ += kGroupHeaderBytes;
}

bool CallerBuffer::append(const Hpte& entry) {
  if (!store(bytes_, encode_entry(entry))) return false;
  bytes_ += sizeof(RawHpte);
  return true;
}

bool CallerBuffer::close_group(const HtabGroupHeader& header) {
  if (!header.empty()) return store(group_, encode_header(header, order_));
  bytes_ = group_;
  return true;
}

bool CallerBuffer::store(std::size_t offset, std::span<const std::byte> bytes) {
  if (offset + bytes.size() > mapped_.size()) return false;
  std::ranges::copy(bytes, mapped_.begin() + static_cast<std::ptrdiff_t>(offset));
  port_.spend(SoftwareWork::kFdCopy);
  return true;
}

}  // namespace htabsim
