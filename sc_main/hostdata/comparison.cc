// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/comparison.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "sc_main/hostdata/event_alias.h"

namespace htabsim {

std::optional<double> ComparisonRow::ratio() const {
  if (!comparable() || *host.value == 0) return std::nullopt;
  return *model / *host.value;
}

bool ComparisonRow::beyond(double percent) const {
  if (!comparable()) return false;
  return std::abs(*model - *host.value) * 100 > percent * std::abs(*host.value);
}

std::vector<ComparisonRow> compare(const std::vector<Figure>& host, const ModelFigures& model) {
  std::vector<ComparisonRow> rows;
  for (const Figure& figure : host) {
    const std::string name(power_event_name(figure.name));
    const auto found = model.find(name);
    ComparisonRow row{figure, std::nullopt};
    if (found != model.end()) row.model = found->second;
    if (found != model.end() && name != figure.name) {
      row.host.note += fmt::format("{}is {}", figure.note.empty() ? "" : ", ", name);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string comparison_text(const std::vector<ComparisonRow>& rows, std::string_view absent) {
  TextTable table({{"figure"},
                   {"unit"},
                   {"host", Align::kRight},
                   {"model", Align::kRight},
                   {"model/host", Align::kRight},
                   {"note"}});
  for (const ComparisonRow& row : rows) {
    const std::optional<double> ratio = row.ratio();
    table.add_row({row.host.name, row.host.unit, row.host.value ? value_text(*row.host.value) : "-",
                   row.model ? value_text(*row.model) : std::string(absent),
                   ratio ? fmt::format("{:.3f}", *ratio) : "-", row.host.note});
  }
  return table.text();
}

std::string value_text(double value) {
  constexpr double kExact = 9007199254740992.0;  // doubles hold every whole number below 2^53
  if (value >= 0 && value < kExact && (value == std::floor(value) || value >= 1000)) {
    return grouped(static_cast<std::uint64_t>(std::llround(value)));
  }
  return fmt::format("{:.4g}", value);
}

}  // namespace htabsim
