// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/explore/explorer.h"

namespace htabsim {

/// A table of what explorations came to, and the schedules that break something.
class ExplorationTable {
 public:
  void add(const Scenario& scenario, const Exploration& result);
  [[nodiscard]] unsigned failed() const { return failed_; }
  /// `preemptions`: how many each order could have, if that was bounded.
  [[nodiscard]] std::string text(std::optional<std::uint64_t> preemptions) const;

 private:
  TextTable table_{{{"scenario"},
                    {"states", Align::kRight},
                    {"transitions", Align::kRight},
                    {"schedules", Align::kRight},
                    {"longest", Align::kRight},
                    {"result"}}};
  std::string violations_;
  unsigned passed_ = 0;
  unsigned failed_ = 0;
};

}  // namespace htabsim
