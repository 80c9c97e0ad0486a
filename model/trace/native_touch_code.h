// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/trace/page_touch.h"

namespace htabsim::native_trace {

/// The first touches of one block, as docs/trace-format.md has them.
std::string encode_touches(const std::vector<PageTouch>& touches);
/// Throws std::domain_error for what is no code of this version.
std::vector<PageTouch> decode_touches(std::string_view bytes);

}  // namespace htabsim::native_trace
