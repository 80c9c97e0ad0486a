// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <boost/describe/enum.hpp>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/htab/io_result.h"
#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

/// Where a write looks for the next group.
enum class HtabWriteParsing : std::uint8_t {
  /// Behind the entries of the group before, as the format says. A body that is cut short in any
  /// way ends the write with success.
  safe,
  /// As KVM does: behind the header of the group before, so among its entries (R41). A body that
  /// lacks up to eight bytes is not noticed, but faults at the end of the buffer (R40).
  reference,
};
BOOST_DESCRIBE_ENUM(HtabWriteParsing, safe, reference)

struct HtabWriteOptions {
  HeaderOrder header_order = HeaderOrder::kBig;
  HtabWriteParsing parsing = HtabWriteParsing::safe;
};

/// An HTAB descriptor that is open for writing (R37 to R51). It has no state: seeking, the start
/// index and earlier writes do not matter.
class HtabWriter {
 public:
  explicit HtabWriter(const HtabWriteOptions& options) : options_(options) {}

  /// One write(). Returns the bytes of the groups applied, which are not all if the last group is
  /// incomplete, or an error, which hides what was applied before it (R38, R39, R49). It spends
  /// kFdCall once, kFdCopy for each header and entry, and kFdEntry for each entry removed or
  /// inserted.
  IoResult write(HptPort& port, Partition& partition, std::span<const std::byte> bytes) const;

 private:
  HtabWriteOptions options_;
};

}  // namespace htabsim
