// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/sample_options.h"

namespace htabsim {

void add_sample_options(CommandSyntax& command, SampleOptions& options) {
  command.add_value({.name = "--sample",
                     .meaning = "simulate in time LENGTH of each PERIOD accesses",
                     .value = "PERIOD:LENGTH",
                     .if_empty = "no period given"},
                    options.sample);
  command.add_value({.name = "--simpoints",
                     .meaning = "simulate in time the intervals of LENGTH accesses that SimPoint "
                                "has chosen; the weights are beside FILE",
                     .value = "FILE:LENGTH",
                     .excludes = "--sample",
                     .if_empty = "no file given"},
                    options.simpoints);
  command.add_count({.name = "--warmup",
                     .meaning = "accesses before each sample that fill caches without time; "
                                "those before them only touch pages (default: all)",
                     .value = "N"},
                    options.warmup);
}

}  // namespace htabsim
