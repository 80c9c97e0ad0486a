// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/kit/part_state.h"
#include "htabsim/tlm/kit/report.h"
#include "htabsim/tlm/kit/sim.h"
#include "htabsim/tlm/kit/systemc.h"
#include "htabsim/tlm/kit/within_module.h"

namespace htabsim {

/// A module of a simulated machine that says what it is. Its parent binds its public sockets.
///
/// Whoever needs all parts - statistics, summary, fingerprints, the end of a simulation - walks the
/// tree of SystemC objects (for_each_part), in the order in which parts were made. A part's
/// basename() is its key in the statistics.
class Part : public sc_core::sc_module {
 public:
  Part(const sc_core::sc_module_name& name, const Sim& sim) : sc_module(name), sim_(sim) {}

  /// What people call it: "processor 0", "memory".
  [[nodiscard]] virtual std::string title() const = 0;
  /// Gives `report` what it has counted.
  virtual void report(Report& /*report*/) const {}
  /// What it is doing, for the message about a simulation that is stuck; empty if there is nothing
  /// to say.
  [[nodiscard]] virtual PartState state() const { return {}; }
  /// Whether it has done all that it is there to do.
  [[nodiscard]] virtual bool done() const { return true; }
  /// The fingerprint of its events; nothing for a part that has none of its own.
  [[nodiscard]] virtual std::optional<EventHash> events() const { return std::nullopt; }

  /// Until the result ends, what is made becomes a child of this part.
  [[nodiscard]] WithinModule within_this() {
#if SC_VERSION_MAJOR >= 3
    return get_hierarchy_scope();
#else
    return WithinModule(*this);
#endif
  }

 protected:
  [[nodiscard]] const Sim& sim() const { return sim_; }
  [[nodiscard]] const Clock& clock() const { return sim_.clock; }
  [[nodiscard]] const Config& config() const { return sim_.config; }

  /// Runs `body` as a SystemC thread from the beginning of the simulation.
  void run_thread(const char* name, std::function<void()> body) {
    sc_core::sc_spawn(std::move(body), name);
  }

 private:
  const Sim& sim_;
};

/// Calls `visit(part)` for `root`, if it is one, and all parts of type P below it, each before
/// those below it.
template <class P, class Visit>
void for_each_part(sc_core::sc_object& root, const Visit& visit) {
  if (auto* part = dynamic_cast<P*>(&root)) visit(*part);
  for (sc_core::sc_object* child : root.get_child_objects()) for_each_part<P>(*child, visit);
}

/// Those parts, in the same order.
template <class P>
std::vector<P*> parts_of(sc_core::sc_object& root) {
  std::vector<P*> parts;
  for_each_part<P>(root, [&parts](P& part) { parts.push_back(&part); });
  return parts;
}

}  // namespace htabsim
