// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/race_counters.h"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace htabsim {

RaceCounters& operator+=(RaceCounters& sum, const RaceCounters& other) {
  using Members = boost::describe::describe_members<RaceCounters, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>(
      [&](auto member) { sum.*member.pointer += other.*member.pointer; });
  return sum;
}

}  // namespace htabsim
