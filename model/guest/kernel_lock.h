// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "htabsim/model/guest/recorded_order.h"

namespace htabsim {

/// Whose turn it is to work on what processors share of a guest's kernel. Who asked first has it
/// first; of those that ask within one cycle, the one that has the lowest number. It must outlive
/// the processors.
class KernelLock {
 public:
  /// `listener` is the next processor that shares it, unless it does already; returns its number.
  std::size_t join(TurnListener& listener);
  /// Whether there is anybody to wait for.
  [[nodiscard]] bool is_shared() const { return listeners_.size() > 1; }

  /// Asks on behalf of a processor, which may have it after settle().
  void ask(std::size_t processor) { asking_.push_back(processor); }
  /// All that ask within the cycle have asked.
  void settle();
  [[nodiscard]] bool is_held_by(std::size_t processor) const { return holder_ == processor; }
  /// The holder does not need it any more.
  void release();
  /// Tells whoever has got it by that, if anybody.
  void tell_holder() const;

 private:
  void pass_on();

  std::vector<TurnListener*> listeners_;
  std::vector<std::size_t> asking_;
  std::deque<std::size_t> waiting_;
  std::optional<std::size_t> holder_;
};

}  // namespace htabsim
