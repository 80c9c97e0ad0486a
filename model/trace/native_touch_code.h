// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/trace/page_touch.h"

namespace htabsim::native_trace {

/// The touches that one block tells, as docs/trace-format.md has them.
struct BlockTouches {
  std::vector<PageTouch> first;  ///< of pages in the trace
  std::vector<PageTouch> last;   ///< of pages in the block

  friend bool operator==(const BlockTouches&, const BlockTouches&) = default;
};

std::string encode_touches(const BlockTouches& touches);
/// Throws std::domain_error for what is no code of this version.
BlockTouches decode_touches(std::string_view bytes);

}  // namespace htabsim::native_trace
