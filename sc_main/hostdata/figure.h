// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace htabsim {

/// A quantity that was measured on a host, or that the model has under the same name.
struct Figure {
  std::string name;
  std::string unit;             ///< "us", "cycles", "%"; nothing for a plain count
  std::optional<double> value;  ///< nothing if the measurement has none; `note` says why
  std::string note;             ///< how far to trust it: "counted 50.00 %", "estimated"
};

/// What the model has to set beside the figures of a host, by name.
using ModelFigures = std::map<std::string, double, std::less<>>;

/// Adds those of `figures` that have a value.
inline void add_figures(ModelFigures& model, const std::vector<Figure>& figures) {
  for (const Figure& figure : figures) {
    if (figure.value) model.insert_or_assign(figure.name, *figure.value);
  }
}

}  // namespace htabsim
