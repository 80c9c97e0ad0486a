// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "sc_main/conform/htab_machine.h"

namespace htabsim {

/// A guest with all of its memory, elsewhere in the host's, so that a host address in the stream
/// shows.
Partition htab_partition();

/// A processor that has found the entry in its group sets R or C bits, each a byte of its own
/// (facts F1); an entry that is not VALID is none to it.
void touch_entry(HptPort& port, HpteIndex index, std::uint64_t rc);

void write_change_flag(HptPort& port, HpteIndex index, HtabMachine::ChangeFlag flag);

}  // namespace htabsim
