// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/nearest_name.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace htabsim {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // row[j] is the distance from the first i characters of `a` to the first j of `b`.
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace htabsim
