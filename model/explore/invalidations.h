// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/explore/explored_processor.h"

namespace htabsim {

/// The tlbies that are under way to the processors, and who waits for them.
class Invalidations {
 public:
  explicit Invalidations(Defect defect) : defect_(defect) {}

  void attach(ExploredProcessor& processor) { processors_.push_back(&processor); }
  [[nodiscard]] const std::vector<ExploredProcessor*>& processors() const { return processors_; }

  void post(const ExploredAgent& from, TlbieRb rb);
  /// Whether a tlbsync of this agent may complete: all its tlbies have reached every processor, and
  /// the lookups that they found under way have ended (facts H7).
  [[nodiscard]] bool complete(const ExploredAgent& from) const;
  /// Whether any agent can see a tlbie.
  [[nodiscard]] bool matter() const;

 private:
  Defect defect_;
  std::vector<ExploredProcessor*> processors_;
};

}  // namespace htabsim
