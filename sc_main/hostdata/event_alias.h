// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace htabsim {

/// POWER's name of an event that perf was asked for in another way: by Linux's own name
/// ("dTLB-load-misses"), or by its code ("r300fc", "cpu/event=0x300fc/"). The event itself if it is
/// none of those whose name is the same on POWER8 and POWER9. Source: Linux,
/// arch/powerpc/perf/power8-events-list.h and power9-events-list.h, and the generic and cache
/// events in power8-pmu.c and power9-pmu.c.
std::string_view power_event_name(std::string_view event);

}  // namespace htabsim
