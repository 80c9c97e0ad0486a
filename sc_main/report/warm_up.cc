// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/warm_up.h"

#include <sstream>
#include <utility>

#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/state_archive.h"
#include "htabsim/tlm/host/warm_state.h"
#include "sc_main/setup/warm_state_file.h"

namespace htabsim {

namespace {

void load(Platform& platform, const std::filesystem::path& file, const WarmStateTerms& terms) {
  std::istringstream state(read_warm_state(file, terms));
  StateReader reader(state);
  platform.load_warm_state(reader);
}

void save(Platform& platform, const std::filesystem::path& file, const WarmStateTerms& terms) {
  std::ostringstream state;
  {
    StateWriter writer(state);
    save_warm_state(platform.source(), writer);
  }
  write_warm_state(file, terms, std::move(state).str());
}

}  // namespace

// What is only in part a warm state is not kept.
void warm_up(Platform& platform, const RunRequest& request, const RunInputs& inputs) {
  if (request.save_state.empty() && request.load_state.empty()) return platform.warm_up();
  const WarmStateTerms terms = warm_state_terms(request, inputs.trace_spaces());
  if (!request.load_state.empty()) return load(platform, request.load_state, terms);
  try_writing(request.save_state);
  platform.warm_up();
  inputs.rethrow_if_damaged();
  if (inputs.is_cut_short()) return;
  save(platform, request.save_state, terms);
}

}  // namespace htabsim
