// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "htabsim/model/htab/stream_entry_counts.h"
#include "htabsim/model/htab/stream_reader.h"
#include "htabsim/model/htab/stream_run_lengths.h"

namespace htabsim {

/// One pass of a stream over the table.
struct HtabPassSummary {
  std::uint64_t offset = 0;  ///< of its first byte
  std::uint64_t bytes = 0;
  std::uint64_t groups = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;

  void add(const HtabGroup& group);

  friend bool operator==(const HtabPassSummary&, const HtabPassSummary&) = default;
};

/// What a section has, and the passes that it has groups of. A pass may begin within a section.
struct SectionSummary {
  GroupCounts counts;
  // Of a section with groups; they count from 0:
  std::uint64_t first_pass = 0;
  std::uint64_t last_pass = 0;

  void add(const HtabGroup& group);
};

/// What a stream consists of. An entry that is sent twice counts twice.
struct HtabStreamSummary {
  /// The number of passes that are kept apart. Of more passes only the sum is kept.
  static constexpr std::size_t kPassesKept = 1000;

  HeaderOrder header_order = HeaderOrder::kBig;
  std::uint64_t pass_count = 0;
  HtabPassSummary total;
  std::vector<HtabPassSummary> passes;
  HtabPassSummary further_passes;
  std::vector<SectionSummary> sections;  ///< one for each, if the stream's sections are known

  RunLengths valid_runs;
  RunLengths invalid_runs;
  EntryCounts entries;  ///< of the valid runs

  /// The order of the smallest table that has all entries of the stream.
  unsigned min_order = HptGeometry::kMinOrder;
};

/// Reads the rest of a stream, in memory that does not grow with its length. Throws InputError.
HtabStreamSummary summarise_stream(HtabStreamReader& reader);

}  // namespace htabsim
