// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/agent.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace htabsim {

bool AgentReach::can_load(HpteIndex index) const {
  return std::ranges::find(loads, index) != loads.end();
}

bool AgentReach::can_store(HpteIndex index) const {
  return std::ranges::find(stores, index) != stores.end();
}

void ExploredAgent::start(Stacks& stacks, std::function<void()> body) {
  fiber_ =
      boost::context::fiber(std::allocator_arg, stacks,
                            [this, run_body = std::move(body)](boost::context::fiber&& caller) {
                              caller_ = std::move(caller);
                              run(run_body);
                              return std::move(caller_);
                            });
  resume();
}

void ExploredAgent::run(const std::function<void()>& body) {
  try {
    body();
  } catch (const std::exception&) {
    error_ = std::current_exception();
  }
  done_ = true;
}

void ExploredAgent::resume() {
  fiber_ = std::move(fiber_).resume();
  if (error_) std::rethrow_exception(error_);
}

void ExploredAgent::turn(const Operation& operation, Predicate ready) {
  next_ = operation;
  ready_ = std::move(ready);
  caller_ = std::move(caller_).resume();
  last_ = operation;
  history_.add(static_cast<std::uint64_t>(operation.kind));
}

std::uint64_t ExploredAgent::observe(std::uint64_t value) {
  last_.value = value;
  history_.add(value);
  return value;
}

void ExploredAgent::forget_attempt() {
  if (attempt_) history_ = *attempt_;
}

}  // namespace htabsim
