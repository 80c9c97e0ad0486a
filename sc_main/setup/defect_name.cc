// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/defect_name.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/htab/defect_table.h"

namespace htabsim {

Defect parse_defect(const std::string& name) {
  if (name.empty()) return Defect::none;
  const auto defect = enumerator_from_name<Defect>(name);
  if (defect && *defect != Defect::none) return *defect;
  std::vector<std::string_view> names;
  for (const DefectInfo& info : defect_table()) names.push_back(enumerator_name(info.defect));
  throw UsageError(fmt::format("--inject: there is no defect \"{}\"; the nearest is \"{}\"", name,
                               nearest_name(name, names).value_or("")));
}

}  // namespace htabsim
