// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// A trace without the accesses to a kernel's addresses, which in Linux on POWER begin at
/// c000000000000000.
class UserAccesses final : public TraceReader {
 public:
  explicit UserAccesses(std::unique_ptr<TraceReader> all) : all_(std::move(all)) {}

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return all_->file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;

 private:
  std::unique_ptr<TraceReader> all_;
  std::uint64_t of_kernel_ = 0;
};

}  // namespace htabsim
