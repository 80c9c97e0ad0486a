// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// A system call as strace wrote it, once its parts are together: "read(5, "\0"..., 2048) = 2048".
struct StraceCall {
  std::string name;
  std::vector<std::string> arguments;
  std::optional<std::int64_t> result;  ///< nothing if the call did not return
  std::optional<std::int64_t> duration_ns;

  /// The descriptor that is the call's first argument, with -y or without. Throws FieldError if it
  /// is none.
  [[nodiscard]] int descriptor() const;
};

/// Takes a call apart. Throws FieldError for one that is cut short or otherwise no call.
StraceCall parse_strace_call(std::string_view text);

/// What strace shows of a buffer.
struct ShownBytes {
  std::vector<std::byte> bytes;
  bool whole = true;  ///< false if "..." follows the string
};

/// Undoes strace's escapes. Throws FieldError if `argument` is no string of strace.
ShownBytes parse_strace_string(std::string_view argument);

}  // namespace htabsim
