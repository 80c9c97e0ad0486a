// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sc_main/sweep/sweep_store.h"

namespace htabsim {

/// How far a sweep is, whoever works on it.
struct SweepStatus {
  struct Failure {
    std::size_t number = 0;  ///< of the configuration, from 0
    std::string why;         ///< as SweepStore::fail() was told
  };

  std::size_t finished = 0;
  std::size_t running = 0;
  std::size_t waiting = 0;
  std::vector<Failure> failures;  ///< neither running again nor finished
};

SweepStatus sweep_status(const SweepStore& store, const SweepRecord& record);

}  // namespace htabsim
