// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/trace_options.h"

#include "sc_main/cli/value_names.h"

namespace htabsim {

void add_trace_options(CommandSyntax& command, TraceReading& reading,
                       const std::string& format_option) {
  command.add_value({.name = format_option,
                     .meaning = "format of the traces, or 'fields=...' for lines of your own; "
                                "else it is told by their contents",
                     .value = "FORMAT",
                     .if_empty = "no format given",
                     .value_names = trace_format_names},
                    reading.format);
  command.add_flag({"--skip-noise", "pass over lines that a traced program has printed"},
                   [&reading] { reading.output = ProgramOutput::kSkip; });
  command.add_flag(
      {"--skip-kernel", "leave out accesses to a kernel's addresses, c000... and above"},
      [&reading] { reading.kernel = KernelAccesses::kSkip; });
}

}  // namespace htabsim
