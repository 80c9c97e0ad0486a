// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "htabsim/model/base/described.h"

namespace htabsim {

// What options may have as their values: ValueNames of their descriptions.

/// "mmu.tlb_entries=" and so on.
std::vector<std::string> setting_names();
/// The same of those that are numbers.
std::vector<std::string> number_setting_names();
/// With the word that asks for a list.
std::vector<std::string> defect_value_names();
std::vector<std::string> barrier_value_names();
std::vector<std::string> trace_format_names();
std::vector<std::string> written_format_names();

template <DescribedEnum E>
std::vector<std::string> enumerator_value_names() {
  const auto names = enumerator_names<E>();
  return {names.begin(), names.end()};
}

}  // namespace htabsim
