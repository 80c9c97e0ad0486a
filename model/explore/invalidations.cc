// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/invalidations.h"

#include <algorithm>

namespace htabsim {

void Invalidations::post(const ExploredAgent& from, TlbieRb rb) {
  for (ExploredProcessor* processor : processors_) {
    if (!processor->agent().done()) processor->post(from, rb);
  }
}

bool Invalidations::complete(const ExploredAgent& from) const {
  return defect_ == Defect::tlbsync_does_not_wait ||
         std::ranges::none_of(processors_, [&](const ExploredProcessor* processor) {
           return processor->owes(from);
         });
}

bool Invalidations::matter() const {
  return std::ranges::any_of(processors_, [](const ExploredProcessor* processor) {
    return !processor->agent().done() || processor->has_pending();
  });
}

}  // namespace htabsim
