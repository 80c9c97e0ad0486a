// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/hostdata/figure.h"

namespace htabsim {

inline const std::filesystem::path kMeasurements =
    HTABSIM_SOURCE_DIR "/tests/sc_main/hostdata/data";

/// The figure of that name; one without a value and with the note "missing" if there is none.
inline Figure figure(const std::vector<Figure>& figures, const std::string& name) {
  const auto found = std::ranges::find(figures, name, &Figure::name);
  return found != figures.end() ? *found : Figure{name, "", std::nullopt, "missing"};
}

inline std::optional<double> value(const std::vector<Figure>& figures, const std::string& name) {
  return figure(figures, name).value;
}

/// The line of the InputError that `read` throws; its text must have `part` in it.
inline std::uint64_t line_at_fault(const std::function<void()>& read, const std::string& part) {
  try {
    read();
  } catch (const InputError& error) {
    EXPECT_NE(error.text().find(part), std::string::npos) << error.what();
    return error.line();
  }
  ADD_FAILURE() << "no InputError with \"" << part << '"';
  return 0;
}

}  // namespace htabsim
