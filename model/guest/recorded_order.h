// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "htabsim/model/guest/turn_source.h"

namespace htabsim {

/// A processor that waits for its turns.
class TurnListener {
 public:
  virtual ~TurnListener() = default;
  /// Its turn has come, or there are no more turns.
  virtual void turn_came() = 0;
};

/// Whose turn it is where a guest's processors do what was recorded in the recorded order. It must
/// outlive the processors.
class RecordedOrder {
 public:
  explicit RecordedOrder(TurnSource& source);

  /// `listener` is processor `vcpu` from now on.
  void join(std::uint32_t vcpu, TurnListener& listener);

  [[nodiscard]] bool is_turn_of(std::uint32_t vcpu) const { return holder_ == vcpu; }
  /// All turns are done.
  [[nodiscard]] bool over() const { return !holder_; }
  /// What is to be done in the turn, of the processor whose turn it is.
  [[nodiscard]] const RecordedTurn& turn() const { return turn_; }

  /// All of turn() has been begun: reads on; false if what comes next is not that processor's.
  bool goes_on();
  /// All of it is done: it is the turn of the processor whose events have been read.
  void pass_on();
  /// The same, and tells that processor, or all at the end.
  void hand_over();

  /// The processors do the first turns before time begins, until one of them has done enough.
  void end_warm_up() { warm_up_over_ = true; }
  [[nodiscard]] bool warm_up_over() const { return warm_up_over_; }

 private:
  TurnSource& source_;
  RecordedTurn turn_;
  std::optional<std::uint32_t> holder_;
  std::vector<TurnListener*> listeners_;
  bool warm_up_over_ = false;
};

}  // namespace htabsim
