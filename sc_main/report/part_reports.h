// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "htabsim/tlm/kit/part.h"

namespace htabsim {

/// What `part` and the parts below it have counted, as members of one object; each part below is a
/// member under its basename, unless neither it nor any below it has counted anything.
boost::json::object part_json(Part& part);

/// " of NAME" for a part of one of several guests; empty for any other.
std::string of_guest(const Part& part);

/// The races of all parts from `root` on.
RaceCounters races_of(sc_core::sc_object& root);

/// The fingerprints of all parts' events, combined in the order of the parts.
EventHash events_of(sc_core::sc_object& root);

/// A histogram with what people call it.
struct TitledLatency {
  std::string title;
  const LatencyHistogram* histogram = nullptr;
};
/// Those of all parts from `root` on.
std::vector<TitledLatency> latencies_of(sc_core::sc_object& root);

/// The counts of a part that are not 0, each with its name: "125 pages_withdrawn".
std::string counts_of(const Part& part);

}  // namespace htabsim
