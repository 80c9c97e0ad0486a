// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Where a kernel's addresses begin in Linux on POWER.
inline constexpr Ea kFirstKernelAddress{0xc000'0000'0000'0000};

/// A trace without the accesses to a kernel's addresses.
class UserAccesses final : public TraceReader {
 public:
  explicit UserAccesses(std::unique_ptr<TraceReader> all) : all_(std::move(all)) {}

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return all_->file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;
  [[nodiscard]] bool may_be_empty() const override { return all_->may_be_empty(); }
  [[nodiscard]] InputError refusal(std::uint64_t line, const std::string& why) const override {
    return all_->refusal(line, why);
  }

 private:
  std::unique_ptr<TraceReader> all_;
  std::uint64_t of_kernel_ = 0;
};

}  // namespace htabsim
