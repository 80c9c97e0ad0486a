// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/address_spaces.h"

#include <map>
#include <string>

namespace htabsim {

AddressSpaces::AddressSpaces(const std::vector<TraceFile>& traces) {
  std::map<std::string, std::size_t> by_name;
  for (const TraceFile& trace : traces) {
    std::size_t space = traces_in_.size();
    if (!trace.space.empty()) space = by_name.try_emplace(trace.space, space).first->second;
    if (space == traces_in_.size()) traces_in_.push_back(0);
    of_trace_.push_back(space);
    ++traces_in_[space];
  }
}

std::vector<std::shared_ptr<GuestProgram>> AddressSpaces::shared_programs(
    const std::vector<GuestOsConfig>& programs) const {
  std::vector<std::shared_ptr<GuestProgram>> shared(count());
  for (std::size_t space = 0; space < count(); ++space) {
    if (traces_in_[space] > 1) shared[space] = std::make_shared<GuestProgram>(programs[space]);
  }
  return shared;
}

}  // namespace htabsim
