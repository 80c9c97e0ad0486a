// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/plain_accesses.h"

#include <utility>

#include <boost/scope_exit.hpp>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

constexpr std::size_t kAccessesPerBatch = 4096;

}  // namespace

PlainAccesses::PlainAccesses(LineReader lines, std::function<void(std::uint64_t)> on_batch)
    : reader_(std::move(lines)),
      on_batch_(std::move(on_batch)),
      batches_(reader_.file_name(), [this](auto& batch) { read(batch); }) {}

void PlainAccesses::read(std::vector<PlainAccess>& batch) {
  batch.resize(kAccessesPerBatch);
  std::size_t count = 0;
  BOOST_SCOPE_EXIT_ALL(&) { batch.resize(count); };
  while (count < kAccessesPerBatch && reader_.next(batch[count])) ++count;
}

std::span<const PlainAccess> PlainAccesses::next_batch() {
  std::span<const PlainAccess> batch;
  damage_.is_none_after([&] { batch = batches_.next(); });
  if (on_batch_) on_batch_(batch.size());
  return batch;
}

void PlainAccesses::refuse(std::uint64_t line, const std::string& why) {
  damage_.is_none_after([&] { throw InputError(reader_.file_name(), line, why); });
}

}  // namespace htabsim
