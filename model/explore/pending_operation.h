// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <boost/container/small_vector.hpp>

#include "htabsim/model/explore/operation.h"
#include "htabsim/model/explore/partition_versions.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_promises.h"

namespace htabsim {

struct WorldState;

/// What an operation has returned, in words.
using Observed = boost::container::small_vector<std::uint64_t, 2 * kHptesPerPteg>;

/// What must have happened before an operation can be done.
enum class Awaits : std::uint8_t {
  kNothing,
  kNotHeld,          ///< nobody holds the table's processors and clients
  kNobodyAtWork,     ///< no access, hcall or read is under way
  kUnlocked,         ///< the entry's lock is free
  kPartitionChange,  ///< the partition differs from `partition`
  kInvalidations,    ///< the agent's tlbies are complete (facts H7)
  kCondition,
  kEnd,  ///< all other agents have ended
};

/// An operation at which an agent has stopped, with all that it takes to do it on any state.
struct PendingOperation {
  enum class By : std::uint8_t { kProcessor, kWalker };

  Operation operation;
  Awaits awaits = Awaits::kNothing;
  By by = By::kProcessor;
  std::uint64_t expected = 0;                                       ///< of a stdcx.
  RcByte rc_byte = RcByte::kReferenced;                             ///< of store_rc_byte
  GuestReal page = GuestReal(0);                                    ///< of a page's record
  StreamPromises::Author author = StreamPromises::Author::kAnyone;  ///< of a store
  PartitionId partition = 0;                                        ///< of kPartitionChange
  std::shared_ptr<const HptImage> table = {};                       ///< of switch_table
  std::function<bool(const WorldState&)> condition = {};            ///< of kCondition
  std::function<Observed(const WorldState&)> probe = {};            ///< of await and read
};

}  // namespace htabsim
