// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// The first rule of time: what is asked for within a cycle takes effect in its middle, in order of
/// the requests' operator<, so the kernel's order of processes decides nothing.
///
/// It is made by a module's constructor, and its process is that module's.
template <class Request>
class CycleQueue {
 public:
  /// `serve(requests, cycle)` is called in the middle of each cycle that something was asked for
  /// in. It must not wait.
  using Serve = std::function<void(std::span<const Request> requests, Cycles cycle)>;

  CycleQueue(const char* name, const Clock& clock, Serve serve)
      : clock_(clock), serve_(std::move(serve)) {
    sc_core::sc_spawn_options options;
    options.spawn_method();
    options.dont_initialize();
    options.set_sensitivity(&middle_);
    sc_core::sc_spawn([this] { serve_requests(); }, name, &options);
  }
  CycleQueue(const CycleQueue&) = delete;
  CycleQueue& operator=(const CycleQueue&) = delete;

  /// To be called on a whole cycle.
  void ask(Request request) {
    if (asked_.empty()) wake();
    asked_.push_back(std::move(request));
  }
  /// The same for a request of this cycle or a later one. Whoever makes it does nothing else that
  /// others can see until then.
  void ask(Request request, Cycles cycle) {
    if (cycle == clock_.now()) return ask(std::move(request));
    later_.push_back({cycle, std::move(request)});
    std::ranges::push_heap(later_, std::greater(), &Later::cycle);
    middle_.notify(clock_.until(cycle) + clock_.half());
  }
  /// Serves in this cycle, be it without a request.
  void wake() { middle_.notify(clock_.half()); }

  /// Nobody can ask before a request that is made `ahead` of the current time has taken effect, so
  /// it may be served at once.
  [[nodiscard]] bool alone(const sc_core::sc_time& ahead) const {
    return asked_.empty() && sc_core::sc_time_to_pending_activity(
                                 sc_core::sc_get_curr_simcontext()) > ahead + clock_.half();
  }
  [[nodiscard]] std::size_t size() const { return asked_.size(); }

 private:
  struct Later {
    Cycles cycle;
    Request request;
  };

  void serve_requests() {
    const Cycles now = clock_.now();
    while (!later_.empty() && later_.front().cycle == now) {
      std::ranges::pop_heap(later_, std::greater(), &Later::cycle);
      asked_.push_back(std::move(later_.back().request));
      later_.pop_back();
    }
    std::sort(asked_.begin(), asked_.end());
    serving_.swap(asked_);
    serve_(serving_, now);
    serving_.clear();
    // An event keeps only its first notification.
    if (!later_.empty()) middle_.notify(clock_.until(later_.front().cycle) + clock_.half());
  }

  const Clock& clock_;
  Serve serve_;
  std::vector<Request> asked_;
  std::vector<Later> later_;      // a heap, the first on top
  std::vector<Request> serving_;  // kept, so that a cycle allocates nothing
  sc_core::sc_event middle_;
};

/// The same for what agents share beside memory: `change` happens between two cycles, so that all
/// see a settled value on whole cycles. From a SystemC thread, on a whole cycle; returns on the
/// next.
template <class Change>
void change_between_cycles(const Clock& clock, const Change& change) {
  const Cycles next = clock.now() + Cycles(1);
  sc_core::wait(clock.half());
  change();
  clock.wait_until(next);
}

}  // namespace htabsim
