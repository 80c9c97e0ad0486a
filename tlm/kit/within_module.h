// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// What is made while it lives becomes a child of a module that has been made before.
class WithinModule {
 public:
#if SC_VERSION_MAJOR >= 3
  explicit WithinModule(sc_core::sc_module& module) : scope_(module.get_hierarchy_scope()) {}

 private:
  sc_core::sc_hierarchy_scope scope_;
#else
  explicit WithinModule(sc_core::sc_module& module) {
    sc_core::sc_get_curr_simcontext()->hierarchy_push(&module);
  }
  ~WithinModule() { sc_core::sc_get_curr_simcontext()->hierarchy_pop(); }
  WithinModule(const WithinModule&) = delete;
  WithinModule& operator=(const WithinModule&) = delete;
#endif
};

}  // namespace htabsim
