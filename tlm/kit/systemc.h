// SPDX-License-Identifier: Apache-2.0
#pragma once

// SystemC 2.3 has sc_spawn() only where it is asked for, also after somebody else has included
// <systemc> without asking.
#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include <sysc/kernel/sc_spawn.h>
#include <sysc/kernel/sc_spawn_options.h>
#include <systemc>
