// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sc_main/hostdata/figure.h"

namespace htabsim {

/// A host's figure beside the model's.
struct ComparisonRow {
  Figure host;
  std::optional<double> model;  ///< nothing if the model has no such figure

  /// Both sides have a figure.
  [[nodiscard]] bool comparable() const { return host.value && model; }
  /// Model over host; nothing unless both have a figure and the host's is not 0.
  [[nodiscard]] std::optional<double> ratio() const;
  /// The model is off the host's figure by more than `percent` of it; never if one side has none.
  [[nodiscard]] bool beyond(double percent) const;
};

/// A row for each figure of the host, in its order. Events meet under POWER's name, however perf
/// was asked for them.
std::vector<ComparisonRow> compare(const std::vector<Figure>& host, const ModelFigures& model);

/// The rows as a table; `absent` stands where the model has no figure.
std::string comparison_text(const std::vector<ComparisonRow>& rows, std::string_view absent);

/// A figure's value to four digits or to the unit, whichever says more.
std::string value_text(double value);

}  // namespace htabsim
