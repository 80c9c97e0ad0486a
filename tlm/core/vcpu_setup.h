// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/thread_state.h"
#include "htabsim/tlm/core/guest_event_source.h"

namespace htabsim {

/// The recording of a captured guest.
struct RecordedWork {
  GuestEventSource* source = nullptr;
};

/// A plain program and the kernel that serves it.
struct ProgramWork {
  PlainAccessSource* source = nullptr;
  GuestOsConfig os;
};

/// A processor to be: what it runs and what it starts with.
struct VcpuSetup {
  std::variant<RecordedWork, ProgramWork> work;
  ThreadState state;
};

}  // namespace htabsim
