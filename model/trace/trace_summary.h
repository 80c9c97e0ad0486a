// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/trace/guest_event.h"
#include "htabsim/model/trace/page_density.h"
#include "htabsim/model/trace/page_sharing.h"
#include "htabsim/model/trace/reuse_distance.h"
#include "htabsim/model/trace/trace_format.h"
#include "htabsim/model/trace/trace_oddities.h"
#include "htabsim/model/trace/traced_access.h"
#include "htabsim/model/trace/working_set.h"

namespace htabsim {

/// What one of a captured guest's processors did.
struct VcpuUse {
  std::uint64_t events = 0;
  std::uint64_t accesses = 0;

  friend bool operator==(const VcpuUse&, const VcpuUse&) = default;
};

/// The threads (or processors) of a trace.
struct TraceSharing {
  std::vector<Sharer> sharers;     ///< the busiest first; none if the trace does not tell them
  std::uint64_t shared_pages = 0;  ///< 4K pages that several touch
};

/// The reuse of 4K pages. An access that touches two is a use of both.
struct TraceReuse {
  ReuseProfile fetches;
  ReuseProfile data;
  ReuseProfile all;
};

/// What a trace consists of. Arrays are indexed by the enum's value.
struct TraceSummary {
  std::string format;  ///< for people
  std::uint64_t events = 0;
  std::vector<TraceRemark> remarks;  ///< what there is beside accesses
  std::array<std::uint64_t, kTraceEventKinds> by_kind{};
  /// Memory accesses by mode; a plain trace has user accesses only.
  std::array<std::uint64_t, kGuestModes> by_mode{};
  std::vector<VcpuUse> vcpus{1};  ///< by number
  std::uint64_t turns = 0;        ///< of the processors of a guest that has several
  /// All that is said of pages is of translated accesses, by effective address.
  PageUse pages_4k;
  PageUse pages_64k;
  PageUse pages_16m;
  DensePages dense_64k;
  DensePages dense_16m;
  TraceReuse reuse;
  std::vector<WorkingSetPart> working_set;  ///< of 4K pages
  TraceSharing threads;
  TraceSharing processors;                        ///< a captured guest's as well
  std::uint64_t real_known = 0;                   ///< accesses with a real address
  std::map<unsigned, std::uint64_t> page_shifts;  ///< accesses with a page size, by its log2
  std::vector<OddFinding> odd;
  std::map<std::uint64_t, std::uint64_t> hcalls;      ///< how many of each number
  std::map<std::uint32_t, std::uint64_t> interrupts;  ///< how many at each vector
};

/// Is told now and then how many events have been read, and the file's share if that is known.
using OnEventsRead = std::function<void(std::uint64_t events, std::optional<double> share)>;

/// Reads a whole trace of any format. Throws InputError.
TraceSummary summarise_trace(const std::filesystem::path& path, const TraceReading& reading = {},
                             const OnEventsRead& on_read = {});

}  // namespace htabsim
