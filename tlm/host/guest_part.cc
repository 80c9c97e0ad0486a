// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/guest_part.h"

namespace htabsim {

GuestPart::~GuestPart() = default;

}  // namespace htabsim
