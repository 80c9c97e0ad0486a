// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/value_names.h"

#include "htabsim/model/explore/barrier_table.h"
#include "htabsim/model/htab/defect_table.h"
#include "htabsim/model/trace/trace_format.h"
#include "htabsim/model/trace/trace_output.h"
#include "sc_main/cli/inject_option.h"
#include "sc_main/config/parameters.h"

namespace htabsim {

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : parameter_table())
    names.push_back(std::string(parameter.key) + '=');
  return names;
}

std::vector<std::string> number_setting_names() {
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : parameter_table()) {
    if (parameter.maximum != 0) names.push_back(std::string(parameter.key) + '=');
  }
  return names;
}

std::vector<std::string> defect_value_names() {
  std::vector<std::string> names = {std::string(kListDefects)};
  for (const DefectInfo& info : defect_table()) names.emplace_back(enumerator_name(info.defect));
  return names;
}

std::vector<std::string> barrier_value_names() {
  std::vector<std::string> names;
  for (const BarrierInfo& info : barrier_table()) names.emplace_back(info.name);
  return names;
}

std::vector<std::string> trace_format_names() {
  std::vector<std::string> names;
  for (const TraceFormat& format : trace_formats()) names.push_back(format.name);
  return names;
}

std::vector<std::string> written_format_names() {
  std::vector<std::string> names;
  for (const TraceOutput& output : trace_outputs()) names.emplace_back(output.name);
  return names;
}

}  // namespace htabsim
