// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Gives what it was made of, and passes over it as any reader does.
class MemoryReader final : public TraceReader {
 public:
  explicit MemoryReader(std::vector<PlainAccess> accesses) : accesses_(std::move(accesses)) {}

  bool next(PlainAccess& access) override {
    if (given_ == accesses_.size()) return false;
    access = accesses_[given_++];
    return true;
  }
  [[nodiscard]] const std::string& file_name() const override { return name_; }

 private:
  std::vector<PlainAccess> accesses_;
  std::size_t given_ = 0;
  std::string name_ = "memory";
};

}  // namespace htabsim
