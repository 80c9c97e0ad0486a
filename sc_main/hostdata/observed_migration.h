// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sc_main/hostdata/figure.h"
#include "sc_main/hostdata/htab_trace.h"
#include "sc_main/hostdata/pass_figures.h"

namespace htabsim {

/// A migration as the reads of its HTAB descriptor tell it. Passes, their times and the stop are
/// told as MigrationAgent tells the model's, so that the two can be compared.
class ObservedMigration {
 public:
  explicit ObservedMigration(HtabTrace trace);

  /// A pass ends where the index goes back or a read returns 0, at the end of that read.
  [[nodiscard]] const std::vector<ObservedPass>& passes() const { return passes_; }
  /// Times of all reads that returned, in us, shortest first.
  [[nodiscard]] const std::vector<double>& read_times_us() const { return read_times_us_; }
  /// All there is to compare: passes, times per read and entry, iterations, downtime.
  [[nodiscard]] std::vector<Figure> figures() const;
  /// What the trace is and how far it goes, a line each.
  [[nodiscard]] std::string text() const;

 private:
  void find_passes();
  [[nodiscard]] std::size_t iterations() const;
  [[nodiscard]] bool guest_stopped_by(std::int64_t time_ns) const;
  void add_read_times(std::vector<Figure>& figures) const;
  [[nodiscard]] std::size_t reads_cut_short() const;

  HtabTrace trace_;
  std::vector<ObservedPass> passes_;
  std::vector<double> read_times_us_;
};

}  // namespace htabsim
