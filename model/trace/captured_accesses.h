// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "htabsim/model/trace/guest_event_reader.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// The events of a captured guest as a plain trace: each access that was translated, of its
/// processor, in the recorded order. What is left out is in remarks().
class CapturedAccesses final : public TraceReader {
 public:
  explicit CapturedAccesses(GuestEventReader events) : events_(std::move(events)) {}

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return events_.file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;

 private:
  GuestEventReader events_;
  GuestEvent event_;
  // Of each kind of event; of accesses those without translation.
  std::array<std::uint64_t, std::variant_size_v<GuestEvent>> left_out_{};
};

}  // namespace htabsim
