// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/read_times.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "sc_main/hostdata/model_figures.h"
#include "sc_main/hostdata/run_stats.h"

namespace htabsim {

namespace {

/// Numbers of reads by the power of two of their time in us; -1 is below 1 us.
class Spread {
 public:
  void add(double us, double reads) {
    bins_[std::clamp(std::ilogb(us), -1, kLastBin)] += reads;
    all_ += reads;
  }
  [[nodiscard]] bool empty() const { return bins_.empty(); }
  [[nodiscard]] int first() const { return bins_.begin()->first; }
  [[nodiscard]] int last() const { return bins_.rbegin()->first; }
  [[nodiscard]] std::string share(int bin) const {
    if (empty()) return "-";
    const auto found = bins_.find(bin);
    return fmt::format("{:.2f} %", found == bins_.end() ? 0.0 : 100 * found->second / all_);
  }

 private:
  static constexpr int kLastBin = 62;

  std::map<int, double> bins_;
  double all_ = 0;
};

Spread model_spread(const boost::json::object& stats) {
  Spread spread;
  const auto us = cycle_us(stats);
  const boost::json::value* bins =
      member_at(stats, "htab_fd.read_latency.bins_from_cycles_and_count");
  if (!us || bins == nullptr || !bins->is_array()) return spread;
  for (const boost::json::value& bin : bins->get_array()) {
    const boost::json::array* pair = bin.if_array();
    if (pair == nullptr || pair->size() != 2 || !pair->front().is_number() ||
        !pair->back().is_number()) {
      continue;
    }
    spread.add(pair->front().to_number<double>() * *us, pair->back().to_number<double>());
  }
  return spread;
}

std::string bin_text(int bin) {
  if (bin < 0) return "below 1";
  return fmt::format("{} to {}", grouped(std::uint64_t{1} << bin),
                     grouped(std::uint64_t{2} << bin));
}

}  // namespace

std::string read_times_text(const std::vector<double>& host_us, const boost::json::object& stats) {
  Spread host;
  for (const double time : host_us) host.add(time, 1);
  const Spread model = model_spread(stats);
  TextTable table(
      {{"time per read (us)", Align::kRight}, {"host", Align::kRight}, {"model", Align::kRight}});
  if (host.empty() && model.empty()) return table.text();
  const int first = host.empty()    ? model.first()
                    : model.empty() ? host.first()
                                    : std::min(host.first(), model.first());
  const int last = host.empty()    ? model.last()
                   : model.empty() ? host.last()
                                   : std::max(host.last(), model.last());
  for (int bin = first; bin <= last; ++bin) {
    table.add_row({bin_text(bin), host.share(bin), model.share(bin)});
  }
  return table.text();
}

}  // namespace htabsim
