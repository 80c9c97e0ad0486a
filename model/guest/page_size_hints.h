// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// What a guest's kernel does with the page sizes that a trace tells.
enum class PageSizeHints : std::uint8_t {
  ignore,
  obey,  ///< a page has the size that its first access tells, if its segment can have it
};
BOOST_DESCRIBE_ENUM(PageSizeHints, ignore, obey)

}  // namespace htabsim
