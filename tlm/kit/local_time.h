// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>

#include "htabsim/tlm/kit/cycle_queue.h"
#include "htabsim/tlm/kit/sim.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// The time of an agent that may be ahead of the simulation's, but never beyond its next pending
/// activity: until then nobody else acts, so what the agent reads and writes on the way is what it
/// would have read and written in step (but see Pace). Whoever is ahead has not waited since, and
/// says so if somebody may have been woken.
class LocalTime {
 public:
  explicit LocalTime(const Sim& sim) : clock_(sim.clock), stepping_(sim.stepping) {}

  [[nodiscard]] Cycles now() const { return ahead_ == 0 ? clock_.now() : now_; }
  [[nodiscard]] sc_core::sc_time ahead() const { return sc_core::sc_time::from_value(ahead_); }

  /// How far the agent may get ahead.
  enum class Pace : std::uint8_t {
    kBehindOthers,  ///< it also looks at what others change without requests
    kByRequests,    ///< others see nothing of it but its requests, which are for their own cycles
    kAlone,         ///< nobody else acts on what it does while a caller waits for it
  };
  void set_pace(Pace pace) { pace_ = pace; }

  /// Takes over the time of a caller that is `delay` ahead.
  void begin(const sc_core::sc_time& delay) { advance_to(delay); }
  /// Hands the time back to the caller.
  sc_core::sc_time end() {
    const sc_core::sc_time ahead = this->ahead();
    ahead_ = 0;
    return ahead;
  }

  void advance(Cycles cycles) {
    if (ahead_ == 0) {
      now_ = clock_.now();
      others_were_woken();
    }
    now_ += cycles;
    ahead_ += cycles.value() * clock_.period_ps();
    keep_pace();
  }
  /// `ahead` as a callee left it.
  void advance_to(const sc_core::sc_time& ahead) {
    now_ = clock_.cycle_of(sc_core::sc_time_stamp() + ahead);
    ahead_ = ahead.value();
    others_were_woken();
    keep_pace();
  }
  /// Whether nobody else acts before a request that is made now has taken effect.
  [[nodiscard]] bool is_alone() { return next_activity() > ahead_ + clock_.half().value(); }
  /// Requests that are made in cycles before this one take effect before anybody else acts; none
  /// if each is to be waited out.
  [[nodiscard]] Cycles alone_until() {
    if (stepping_ == Stepping::kStepped || !is_alone()) return now();
    const std::uint64_t last = next_activity_ - clock_.half().value() - ahead_ - 1;
    return now() + Cycles(last / clock_.period_ps() + 1);
  }
  /// Something has happened that others may act on sooner than they would have.
  void others_were_woken() { next_activity_ = 0; }

  /// Waits if others act by now.
  void keep_behind_others() {
    if (ahead_ != 0 && next_activity() <= ahead_) synchronise();
  }
  /// Lets the simulation catch up.
  void synchronise() {
    if (ahead_ != 0) sc_core::wait(end());
  }
  /// change_between_cycles(), when the simulation has caught up.
  void between_cycles(const std::function<void()>& change) {
    synchronise();
    change_between_cycles(clock_, change);
  }

 private:
  static constexpr std::uint64_t kFarAway = std::numeric_limits<std::uint64_t>::max() / 2;
  /// Who is all alone lets the simulation catch up all the same, so that it can be ended: 1 ms.
  static constexpr std::uint64_t kFarthestAhead = 1'000'000'000;

  void keep_pace() {
    if (stepping_ == Stepping::kStepped) return synchronise();
    if (pace_ == Pace::kBehindOthers) keep_behind_others();
  }
  /// How far it is away. Stays the same for who is ahead and wakes nobody.
  std::uint64_t next_activity() {
    if (pace_ == Pace::kAlone) return next_activity_ = kFarAway;
    if (ahead_ == 0 || next_activity_ == 0) {
      next_activity_ = std::min<std::uint64_t>(
          kFarthestAhead,
          sc_core::sc_time_to_pending_activity(sc_core::sc_get_curr_simcontext()).value());
    }
    return next_activity_;
  }

  const Clock& clock_;
  Stepping stepping_;
  Pace pace_ = Pace::kBehindOthers;
  // Both in SystemC's unit, from the current time on:
  std::uint64_t ahead_ = 0;
  std::uint64_t next_activity_ = 0;  // 0: not known
  Cycles now_;                       // while ahead
};

}  // namespace htabsim
