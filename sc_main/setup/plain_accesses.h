// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "htabsim/model/guest/plain_access_source.h"
#include "htabsim/model/trace/lackey_reader.h"
#include "sc_main/setup/deferred_damage.h"
#include "sc_main/setup/read_ahead.h"

namespace htabsim {

/// The accesses of a plain trace's file for a simulated processor.
class PlainAccesses final : public PlainAccessSource {
 public:
  /// `on_batch`, if any, is told the number of accesses in each batch that is given.
  PlainAccesses(LineReader lines, std::function<void(std::uint64_t)> on_batch);

  std::span<const PlainAccess> next_batch() override;
  void refuse(std::uint64_t line, const std::string& why) override;
  /// InputError if the file turned out damaged while it was read, or an access of it was refused.
  void rethrow_if_damaged() const { damage_.rethrow_if_any(); }

 private:
  void read(std::vector<PlainAccess>& batch);

  LackeyReader reader_;
  std::function<void(std::uint64_t)> on_batch_;
  DeferredDamage damage_;
  ReadAhead<std::vector<PlainAccess>> batches_;
};

}  // namespace htabsim
