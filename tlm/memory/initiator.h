// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// Who asks. Requests of the same cycle are served in the order of these numbers.
enum class InitiatorId : std::uint16_t {};

/// The processor core that an initiator belongs to, by whose caches its accesses go.
enum class CoreId : std::uint16_t {};

struct Initiator {
  InitiatorId id{};
  CoreId core{};
};

}  // namespace htabsim
