// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "htabsim/model/guest/plain_access_source.h"
#include "htabsim/model/trace/trace_reader.h"
#include "sc_main/setup/deferred_damage.h"
#include "sc_main/setup/read_ahead.h"

namespace htabsim {

/// The accesses of a plain trace's file for a simulated processor.
class PlainAccesses final : public PlainAccessSource {
 public:
  /// `on_batch`, if any, is told the number of accesses in each batch that is given.
  PlainAccesses(std::unique_ptr<TraceReader> reader, std::function<void(std::uint64_t)> on_batch);

  std::span<const PlainAccess> next_batch() override;
  void refuse(std::uint64_t line, const std::string& why) override;
  /// InputError if the file turned out damaged while it was read, or an access of it was refused.
  void rethrow_if_damaged() const { damage_.rethrow_if_any(); }

 private:
  /// Keeps its memory, and what was in it, for the next one.
  struct Batch {
    std::vector<PlainAccess> memory;
    std::size_t count = 0;

    void clear() { count = 0; }
    [[nodiscard]] bool empty() const { return count == 0; }
  };

  void read(Batch& batch);

  std::unique_ptr<TraceReader> reader_;
  bool is_empty_ = true;  // until now
  std::function<void(std::uint64_t)> on_batch_;
  DeferredDamage damage_;
  ReadAhead<Batch> batches_;
};

}  // namespace htabsim
