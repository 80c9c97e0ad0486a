// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/plain_accesses.h"

#include <utility>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

constexpr std::size_t kAccessesPerBatch = 4096;

}  // namespace

PlainAccesses::PlainAccesses(std::unique_ptr<TraceReader> reader,
                             std::function<void(std::uint64_t)> on_batch)
    : reader_(std::move(reader)),
      on_batch_(std::move(on_batch)),
      batches_(reader_->file_name(), [this](auto& batch) { read(batch); }) {}

void PlainAccesses::read(Batch& batch) {
  batch.memory.resize(kAccessesPerBatch);
  while (batch.count < kAccessesPerBatch && reader_->next(batch.memory[batch.count])) ++batch.count;
  if (is_empty_ && batch.empty()) refuse_empty(*reader_);
  is_empty_ = false;
}

std::span<const PlainAccess> PlainAccesses::next_batch() {
  std::span<const PlainAccess> accesses;
  damage_.is_none_after([&] {
    const Batch& batch = batches_.next();
    accesses = std::span(batch.memory).first(batch.count);
  });
  if (on_batch_) on_batch_(accesses.size());
  return accesses;
}

void PlainAccesses::refuse(std::uint64_t line, const std::string& why) {
  damage_.is_none_after([&] { throw InputError(reader_->file_name(), line, why); });
}

}  // namespace htabsim
