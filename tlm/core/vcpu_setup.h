// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/guest_process.h"
#include "htabsim/model/guest/guest_resize.h"
#include "htabsim/model/guest/no_progress.h"
#include "htabsim/model/guest/plain_access_source.h"
#include "htabsim/model/guest/recorded_order.h"
#include "htabsim/model/guest/thread_state.h"

namespace htabsim {

/// The recording of a captured guest's processor, at its own pace.
struct RecordedWork {
  TurnSource* source = nullptr;
  unsigned patience = kPatience;  ///< how many interrupts until an access is done
};

/// The turns of one processor in the recording of several.
struct RecordedTurns {
  RecordedOrder* order = nullptr;
  std::uint32_t vcpu = 0;
};

/// A plain program and the kernel that serves it.
struct ProgramWork {
  PlainAccessSource* source = nullptr;
  GuestOsConfig os;
  /// Of the program, if it has other processors, too; of all of them the same.
  std::shared_ptr<GuestProgram> program = nullptr;
};

/// A program, and which of its guest's threads it is.
struct ProgramThread {
  ProgramWork program;
  std::size_t number = 0;
};

/// Programs that take turns on one processor, each until a slice of time is over.
struct ProgramThreads {
  std::vector<ProgramThread> threads;
  Cycles slice;
};

/// A processor to be: what it runs and what it starts with.
struct VcpuSetup {
  std::variant<RecordedWork, RecordedTurns, ProgramWork, ProgramThreads> work;
  ThreadState state;
  /// The guest asks for another table from here.
  std::optional<ResizeWish> resize = {};
};

}  // namespace htabsim
