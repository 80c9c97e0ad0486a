// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/trace_file.h"

#include <system_error>

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/setup/input_path.h"

namespace htabsim {

TraceFile parse_trace_file(const std::string& text) {
  const std::size_t at = text.rfind('@');
  std::error_code error;
  if (at == std::string::npos || std::filesystem::exists(text, error)) return {input_path(text)};
  if (at == 0 || at + 1 == text.size()) {
    throw UsageError(
        fmt::format("--trace \"{}\" is not FILE@SPACE: one of the two is empty", text));
  }
  return {input_path(text.substr(0, at)), text.substr(at + 1)};
}

}  // namespace htabsim
