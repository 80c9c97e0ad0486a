// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "htabsim/model/guest/no_progress.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// Whether an agent's thread has come to its end. One that makes no progress stops the simulation.
class AgentEnd {
 public:
  template <class Work>
  void run(Work work) {
    try {
      work();
      reached_ = true;
    } catch (const NoProgress& reason) {
      why_not_ = reason.what();
      sc_core::sc_stop();
    }
  }

  [[nodiscard]] bool reached() const { return reached_; }
  /// Why it never will; empty if it only has not yet.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

 private:
  bool reached_ = false;
  std::string why_not_;
};

}  // namespace htabsim
