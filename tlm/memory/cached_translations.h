// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/isa/tlbie.h"

namespace htabsim {

/// The translations that a processor and its core have cached.
class CachedTranslations {
 public:
  virtual ~CachedTranslations() = default;
  /// Applies a tlbiel of the processor at once: no lookup of its own is under way.
  virtual void tlbiel(TlbieRb rb) = 0;
};

}  // namespace htabsim
