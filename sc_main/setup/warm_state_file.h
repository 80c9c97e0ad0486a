// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "sc_main/setup/warm_state_terms.h"

namespace htabsim {

/// Replaces the file as a whole; it is compressed if its name says so, as write_compressed_file()
/// has it. `state` is what save_warm_state() has written. InputError if that is not possible.
void write_warm_state(const std::filesystem::path& file, const WarmStateTerms& terms,
                      const std::string& state);

/// The state in a file. InputError for one that is none, is damaged or of another version of
/// htabsim, and for the first of its terms that differs.
std::string read_warm_state(const std::filesystem::path& file, const WarmStateTerms& terms);

}  // namespace htabsim
