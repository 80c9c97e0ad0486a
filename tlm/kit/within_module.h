// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// What is made while it lives becomes a child of a module that has been made before.
#if SC_VERSION_MAJOR >= 3
using WithinModule = sc_core::sc_hierarchy_scope;
#else
class WithinModule {
 public:
  explicit WithinModule(sc_core::sc_module& module) {
    sc_core::sc_get_curr_simcontext()->hierarchy_push(&module);
  }
  ~WithinModule() { sc_core::sc_get_curr_simcontext()->hierarchy_pop(); }
  WithinModule(const WithinModule&) = delete;
  WithinModule& operator=(const WithinModule&) = delete;
};
#endif

}  // namespace htabsim
