// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// Tells of which process the items are that a trace gives: once, before the first item after each
/// change.
class ProcessTelling {
 public:
  /// What is given from now on is of that process.
  void set(std::uint32_t process) { process_ = process; }

  /// Gives `item`, or what must be told before it; take_held() then gives the item.
  void give(const PlainAccess& item, PlainAccess& to) {
    if (process_ == told_) [[likely]] {
      to = item;
      return;
    }
    held_ = item;
    to = {};
    to.kind = PlainAccessKind::kProcess;
    to.ea = Ea(process_);
    to.line = held_->line;
    told_ = process_;
  }
  /// Whether there was an item to give yet.
  bool take_held(PlainAccess& to) {
    if (!held_) [[likely]]
      return false;
    to = *std::exchange(held_, std::nullopt);
    return true;
  }

 private:
  std::uint32_t process_ = 0;
  std::uint32_t told_ = 0;
  std::optional<PlainAccess> held_;
};

}  // namespace htabsim
