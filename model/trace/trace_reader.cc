// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_reader.h"

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

std::vector<TraceRemark> occurred(std::vector<TraceRemark> remarks) {
  std::erase_if(remarks, [](const TraceRemark& remark) { return remark.count == 0; });
  return remarks;
}

std::uint64_t TraceReader::skip(std::uint64_t count, PassedTouches& touches) {
  std::uint64_t passed = 0;
  for (PlainAccess access; passed < count && next(access);) {
    note_skipped(access);
    if (!is_access(access.kind)) continue;
    skipped_.add(access, touches.first);
    touches.last.add(access);
    ++passed;
  }
  return passed;
}

void refuse_empty(const TraceReader& reader) {
  std::string instead;
  for (const TraceRemark& remark : reader.remarks()) {
    instead +=
        fmt::format("{}{} {}", instead.empty() ? ", only " : ", ", remark.count, remark.what);
  }
  throw InputError(reader.file_name(), InputError::kNoLine, "has no access" + instead);
}

}  // namespace htabsim
