// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace htabsim {

/// Whether a simulation is to get more of its inputs. Without more it ends as if they ended there.
enum class Wanted : std::uint8_t { kMore, kNoMore };

/// Is told the number of events in each batch that is given to the simulation.
using BatchListener = std::function<Wanted(std::uint64_t events)>;

}  // namespace htabsim
