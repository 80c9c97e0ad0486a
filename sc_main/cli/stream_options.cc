// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_options.h"

namespace htabsim {

void add_stream_options(CommandSyntax& command, StreamOptions& options) {
  command.add_range({"--htab-shift", "log2 of the table's bytes", "N"}, options.htab_shift,
                    HptGeometry::kMinOrder, HptGeometry::kMaxOrder);
  command.add_flag({"--big-endian", "headers are big-endian, as QEMU's (default: recognised)"},
                   [&options] { options.header_order = HeaderOrder::kBig; });
  command.add_flag({.name = "--little-endian",
                    .meaning = "headers are little-endian, as KVM's on a little-endian host",
                    .excludes = "--big-endian"},
                   [&options] { options.header_order = HeaderOrder::kLittle; });
  command.add_flag({"--qemu",
                    "a FILE may be the contents of QEMU's spapr/htab sections (migration files and "
                    "most such contents are recognised)"},
                   [&options] { options.untold = UntoldFile::kMaybeSections; });
  command.add_value({"--passes",
                     "table size and sections of the stream (default: NAME.passes.json beside "
                     "NAME.stream, if there is one)",
                     "FILE"},
                    options.passes);
  command.add_flag({.name = "--no-passes",
                    .meaning = "do not look for a NAME.passes.json",
                    .excludes = "--passes"},
                   [&options] { options.beside = DescriptionBeside::kIgnored; });
}

}  // namespace htabsim
