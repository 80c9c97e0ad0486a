// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// A result in the words of a `.vec` file; of `got` only what `expected` gives.
std::string text(const VecResult& expected);
std::string text_as_compared(const VecResult& got, const VecResult& expected);

}  // namespace htabsim
