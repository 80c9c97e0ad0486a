// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/plain_accesses.h"

#include <utility>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

constexpr std::size_t kAccessesPerBatch = 1024;

}  // namespace

PlainAccesses::PlainAccesses(LineReader lines, std::function<void(std::uint64_t)> on_batch)
    : reader_(std::move(lines)), on_batch_(std::move(on_batch)), batch_(kAccessesPerBatch) {}

std::span<const PlainAccess> PlainAccesses::next_batch() {
  std::size_t count = 0;
  const bool good = damage_.is_none_after([&] {
    while (count < batch_.size() && reader_.next(batch_[count])) ++count;
  });
  if (!good) count = 0;
  if (on_batch_) on_batch_(count);
  return {batch_.data(), count};
}

void PlainAccesses::refuse(std::uint64_t line, const std::string& why) {
  damage_.is_none_after([&] { throw InputError(reader_.file_name(), line, why); });
}

}  // namespace htabsim
