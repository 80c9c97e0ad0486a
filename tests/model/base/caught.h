// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

/// The InputError that `action` throws; the test fails if it throws none.
template <class Action>
InputError caught(Action&& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error;
  }
  ADD_FAILURE() << "no InputError was thrown";
  return {"", InputError::kNoLine, ""};
}

}  // namespace htabsim
