// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/guest_program.h"
#include "sc_main/setup/trace_file.h"

namespace htabsim {

/// Which traces run in which address space. Spaces are numbered by their first trace.
class AddressSpaces {
 public:
  AddressSpaces() = default;
  explicit AddressSpaces(const std::vector<TraceFile>& traces);

  [[nodiscard]] std::size_t count() const { return traces_in_.size(); }
  [[nodiscard]] std::size_t of_trace(std::size_t trace) const { return of_trace_[trace]; }
  /// What the processors of each space share; nothing for a space with one. `programs` has the
  /// spaces' configurations.
  [[nodiscard]] std::vector<std::shared_ptr<GuestProgram>> shared_programs(
      const std::vector<GuestOsConfig>& programs) const;

 private:
  std::vector<std::size_t> of_trace_;
  std::vector<std::size_t> traces_in_;  // how many, by space
};

}  // namespace htabsim
