// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_trace_reader.h"

#include <utility>

#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"

namespace htabsim {

LineTraceReader::LineTraceReader(LineReader lines, LineFormat format)
    : lines_(std::move(lines)), format_(std::move(format)) {}

bool LineTraceReader::next(PlainAccess& access) {
  if (telling_.take_held(access)) return true;
  do {
    if (given_ == found_.accesses.size() && !read_accesses()) return false;
    access = found_.accesses[given_++];
    if (access.kind == PlainAccessKind::kProcess) telling_.set(access.process());
  } while (access.kind == PlainAccessKind::kProcess);
  access.line = lines_.line_number();
  telling_.give(access, access);
  return true;
}

bool LineTraceReader::read_accesses() {
  given_ = 0;
  found_.accesses.clear();
  for (std::string_view line; lines_.next(line);) {
    read(line);
    if (!found_.accesses.empty()) return true;
    ++passed_over_;
  }
  return false;
}

void LineTraceReader::read(std::string_view line) {
  try {
    const LineMeaning meaning = read_line(format_, line, found_);
    if (meaning == LineMeaning::kPassedOver) return;
    // Two traces in one file would be two programs in one address space.
    if (end_line_ != 0)
      throw FieldError(fmt::format("comes after the end of the trace in line {}", end_line_));
    if (meaning == LineMeaning::kEnd) {
      end_line_ = lines_.line_number();
    } else if (format_.header) {
      format_ = with_columns(format_, line);
    }
  } catch (const FieldError& fault) {
    found_.accesses.clear();
    lines_.fail(fault.what());
  }
}

std::vector<TraceRemark> LineTraceReader::remarks() const {
  return occurred({{"lines without an access", passed_over_},
                   {"accesses whose address is physical, not effective", found_.physical}});
}

}  // namespace htabsim
