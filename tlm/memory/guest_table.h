// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/isa/lpid.h"

namespace htabsim {

/// The table of one of a host's guests, with the number by which the host knows the guest.
struct GuestTable {
  /// That of the only guest, unless it is said which one's.
  GuestTable(HptImage& table, Lpid guest = {})  // NOLINT: a table alone is the only guest's
      : image(table), lpid(guest) {}

  HptImage& image;
  Lpid lpid;
};

}  // namespace htabsim
