// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// Which guest-valid entries a stream gives as valid; the others count as invalid (R26).
enum class EntryFilter : std::uint8_t { all, bolted_only };
BOOST_DESCRIBE_ENUM(EntryFilter, all, bolted_only)

}  // namespace htabsim
