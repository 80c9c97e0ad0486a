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

/// Where the next group of a write is looked for.
enum class HtabWriteParsing : std::uint8_t {
  /// Behind the entries of the one before, as the format says; a body that is cut short in any way
  /// ends the write with success.
  safe,
  /// As KVM does: behind the header of the one before, so among its entries (R41), and a body short
  /// by up to eight bytes is not noticed, but faults at the end of the buffer (R40).
  reference,
};
BOOST_DESCRIBE_ENUM(HtabWriteParsing, safe, reference)

struct HtabWriteOptions {
  HeaderOrder header_order = HeaderOrder::kBig;
  HtabWriteParsing parsing = HtabWriteParsing::safe;
};

/// One HTAB descriptor open for writing (R37 to R51). It has no state: seeking, the start index and
/// earlier writes do not matter.
class HtabWriter {
 public:
  explicit HtabWriter(const HtabWriteOptions& options) : options_(options) {}

  /// One write(). Gives the bytes of the groups applied, fewer than all where the last one is not
  /// complete, or an error that hides what was applied before it (R38, R39, R49). Work is accounted
  /// as kFdCall once, kFdCopy per header and entry, kFdEntry per entry removed or inserted.
  IoResult write(HptPort& port, Partition& partition, std::span<const std::byte> bytes) const;

 private:
  HtabWriteOptions options_;
};

}  // namespace htabsim
