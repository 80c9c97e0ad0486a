// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/guest_size.h"

#include <string>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/trace/passes_file.h"

namespace htabsim {

namespace {

template <class Value>
Value required(const std::filesystem::path& path, std::optional<Value> value,
               const std::string& what) {
  if (value) return *value;
  throw InputError(path.string(), InputError::kNoLine, "has no " + what);
}

}  // namespace

GuestSize read_guest_size(const std::filesystem::path& path) {
  const PassesFile file(path);
  return {required(path, file.hpt_order(), "htab_shift"),
          required(path, file.ram_bytes(), "ppc_spapr.ram in ram_blocks")};
}

}  // namespace htabsim
