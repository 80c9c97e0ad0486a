// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "htabsim/model/ordering/power_memory.h"

namespace htabsim {

/// What a litmus test has between a thread's two accesses (facts O16).
enum class LitmusEdge : std::uint8_t {
  po,  ///< program order alone
  addr,
  data,
  ctrl,
  ctrlisync,
  isync,
  eieio,
  lwsync,
  sync,
};
BOOST_DESCRIBE_ENUM(LitmusEdge, po, addr, data, ctrl, ctrlisync, isync, eieio, lwsync, sync)

enum class LitmusAccessKind : std::uint8_t { kRead, kWrite };

struct LitmusAccess {
  LitmusAccessKind kind = LitmusAccessKind::kRead;
  Location location = 0;
};

struct LitmusThread {
  std::vector<LitmusAccess> accesses;  ///< one or two
  LitmusEdge edge = LitmusEdge::po;    ///< between two
};

/// How two accesses of one location must meet in the outcome that is asked about.
enum class LitmusCommunication : std::uint8_t {
  rf,  ///< the read sees that store
  fr,  ///< the read sees a store before that one
  ws,  ///< the store is overwritten by that one
};
BOOST_DESCRIBE_ENUM(LitmusCommunication, rf, fr, ws)

/// A test of user-level storage ordering: threads, and the weak outcome, in which communication
/// `i` holds from the last access of thread i to the first of the next one, around a cycle.
struct LitmusTest {
  std::string name;
  std::vector<LitmusThread> threads;
  std::vector<LitmusCommunication> communications;

  [[nodiscard]] unsigned locations() const;
};

/// Builds a test from its name in the published POWER campaign, such as "MP+lwsync+addr" (facts
/// O16). UsageError if there is no such family or edge, or the edges are not those of the family's
/// threads; it names the nearest.
LitmusTest litmus_test(std::string_view name);

}  // namespace htabsim
