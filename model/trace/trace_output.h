// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <ostream>
#include <span>
#include <string_view>

#include "htabsim/model/trace/trace_writer.h"

namespace htabsim {

/// A format in which traces can be written.
struct TraceOutput {
  std::string_view name;   ///< that of the TraceFormat which reads it
  std::string_view keeps;  ///< what it keeps of an access
  std::string_view extension;
  std::unique_ptr<TraceWriter> (*open)(std::ostream& out);
};

std::span<const TraceOutput> trace_outputs();

}  // namespace htabsim
