// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/ask/answer.h"

namespace htabsim {

/// The answer for people: each step with its cost and a bar, the knee, and what limits now.
std::string answer_text(const Question& question, const Answer& answer);

}  // namespace htabsim
