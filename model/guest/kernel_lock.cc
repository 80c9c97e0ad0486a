// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/kernel_lock.h"

#include <algorithm>

namespace htabsim {

std::size_t KernelLock::join(TurnListener& listener) {
  const auto known = std::ranges::find(listeners_, &listener);
  const auto number = static_cast<std::size_t>(known - listeners_.begin());
  if (known == listeners_.end()) listeners_.push_back(&listener);
  return number;
}

void KernelLock::settle() {
  std::ranges::sort(asking_);
  waiting_.insert(waiting_.end(), asking_.begin(), asking_.end());
  asking_.clear();
  if (!holder_) pass_on();
}

void KernelLock::release() {
  holder_.reset();
  pass_on();
}

void KernelLock::pass_on() {
  if (waiting_.empty()) return;
  holder_ = waiting_.front();
  waiting_.pop_front();
}

void KernelLock::tell_holder() const {
  if (holder_) listeners_[*holder_]->turn_came();
}

}  // namespace htabsim
