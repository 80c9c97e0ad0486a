// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/tlbie.h"

namespace htabsim {

/// Invalidations on their way to a cache of translations, each applied once it has arrived. Those
/// that arrive while a lookup is in flight are kept until its end: what it fills in is of the time
/// when it began, so they hold for that too (facts H7).
class InvalidationQueue {
 public:
  /// Arrivals never go back.
  void post(Cycles arrival, const TlbieTarget& target);

  /// Gives `invalidate` what has arrived by `now`, each once and in order.
  template <class Invalidate>
  void apply_until(Cycles now, Invalidate invalidate) {
    while (applied_ < messages_.size() && messages_[applied_].arrival <= now) {
      invalidate(messages_[applied_++].target);
    }
    forget();
  }

  void lookup_begins(Cycles began) { lookups_.push_back(began); }
  /// A lookup that began then has filled the cache, or nothing: gives `invalidate` again what has
  /// been applied since.
  template <class Invalidate>
  void lookup_ends(Cycles began, Invalidate invalidate) {
    for (std::size_t i = 0; i < applied_; ++i) {
      if (messages_[i].arrival >= began) invalidate(messages_[i].target);
    }
    end_lookup(began);
  }

  /// When the next one arrives; the end of time if none is on its way.
  [[nodiscard]] Cycles next_arrival() const;

 private:
  struct Message {
    Cycles arrival;
    TlbieTarget target;
  };

  void end_lookup(Cycles began);
  void forget();

  std::deque<Message> messages_;
  std::size_t applied_ = 0;
  std::vector<Cycles> lookups_;
};

}  // namespace htabsim
