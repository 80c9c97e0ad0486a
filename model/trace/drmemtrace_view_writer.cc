// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/drmemtrace_view_writer.h"

#include <fmt/ostream.h>

namespace htabsim {

void DrmemtraceViewWriter::write(const PlainAccess& access) {
  switch (access.kind) {
    case PlainAccessKind::kFetch:
      pc_ = access.ea;
      fmt::print(out_, "{:12} {:11}: {:>10} ifetch {:8} byte(s) @ 0x{:016x} non-branch\n",
                 ++records_, ++instructions_, access.thread, access.size, access.ea.value());
      return;
    case PlainAccessKind::kLoad:
      return write_data("read  ", access);
    case PlainAccessKind::kStore:
      return write_data("write ", access);
    case PlainAccessKind::kModify:
      write_data("read  ", access);
      return write_data("write ", access);
    default:
      return;  // no access
  }
}

void DrmemtraceViewWriter::write_data(const char* what, const PlainAccess& access) {
  fmt::print(out_, "{:12} {:11}: {:>10} {} {:8} byte(s) @ 0x{:016x} by PC 0x{:016x}\n", ++records_,
             instructions_, access.thread, what, access.size, access.ea.value(), pc_.value());
}

}  // namespace htabsim
