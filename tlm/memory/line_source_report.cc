// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/line_source_report.h"

namespace htabsim {

void report_line_sources(Report& report, const std::string& prefix, const LineSourceCounts& counts,
                         LineSource nearest) {
  using enum LineSource;
  const auto of = [&counts](LineSource source) { return counts[static_cast<std::size_t>(source)]; };
  const auto count = [&](LineSource source, const char* name, std::uint64_t lines) {
    if (source >= nearest) report.count("", prefix + name, lines);
  };
  count(l1, "l1", of(l1));
  count(l2, "l2", of(l2));
  count(l3, "l3", of(l3));
  count(other_l2_shared, "other_l2", of(other_l2_shared) + of(other_l2_modified));
  count(other_l3_shared, "other_l3", of(other_l3_shared) + of(other_l3_modified));
  count(memory, "memory", of(memory));
}

}  // namespace htabsim
