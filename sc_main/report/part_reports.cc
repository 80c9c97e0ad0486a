// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/part_reports.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/tlm/host/guest_part.h"

namespace htabsim {

namespace {

/// Takes what it is told of, nothing by itself.
class PartialReport : public Report {
 public:
  void count(std::string_view, std::string_view, std::uint64_t) override {}
  void cache(std::string_view, const LookupCounts&) override {}
  void latency(std::string_view, std::string_view, const LatencyHistogram&) override {}
  void races(const RaceCounters&) override {}
};

boost::json::object latency_json(const LatencyHistogram& histogram) {
  boost::json::array bins;
  for (const auto& bin : histogram.bins()) bins.push_back(boost::json::array{bin.from, bin.count});
  return {{"count", histogram.count()},
          {"total_cycles", histogram.total().value()},
          {"minimum_cycles", histogram.minimum().value()},
          {"p50_cycles", histogram.percentile(50).value()},
          {"p90_cycles", histogram.percentile(90).value()},
          {"p99_cycles", histogram.percentile(99).value()},
          {"maximum_cycles", histogram.maximum().value()},
          {"bins_from_cycles_and_count", std::move(bins)}};
}

class JsonReport final : public PartialReport {
 public:
  void count(std::string_view section, std::string_view name, std::uint64_t value) override {
    if (section.empty()) {
      object[name] = value;
    } else {
      object.emplace(section, boost::json::object()).first->value().get_object()[name] = value;
    }
  }
  void cache(std::string_view name, const LookupCounts& counts) override {
    const std::uint64_t hits = counts.lookups - counts.misses;
    const double rate =
        counts.lookups == 0 ? 0.0 : static_cast<double>(hits) / static_cast<double>(counts.lookups);
    object[name] = boost::json::object{
        {"lookups", counts.lookups}, {"hits", hits}, {"misses", counts.misses}, {"hit_rate", rate}};
  }
  void latency(std::string_view name, std::string_view, const LatencyHistogram& h) override {
    object[name] = latency_json(h);
  }

  boost::json::object object;
};

class RaceReport final : public PartialReport {
 public:
  void races(const RaceCounters& races) override { sum += races; }

  RaceCounters sum;
};

class LatencyReport final : public PartialReport {
 public:
  void latency(std::string_view, std::string_view title, const LatencyHistogram& h) override {
    latencies.push_back({std::string(title), &h});
  }

  std::vector<TitledLatency> latencies;
};

class CountsReport final : public PartialReport {
 public:
  void count(std::string_view, std::string_view name, std::uint64_t value) override {
    if (value != 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(value), name);
  }

  std::string text;
};

}  // namespace

std::string of_guest(const Part& part) {
  for (const sc_core::sc_object* at = &part; at != nullptr; at = at->get_parent_object()) {
    const auto* guest = dynamic_cast<const GuestPart*>(at);
    if (guest != nullptr) return " of " + guest->title();
  }
  return {};
}

boost::json::object part_json(Part& part) {
  JsonReport report;
  part.report(report);
  for (sc_core::sc_object* child : part.get_child_objects()) {
    auto* below = dynamic_cast<Part*>(child);
    if (below == nullptr) continue;
    boost::json::object counts = part_json(*below);
    if (!counts.empty()) report.object[below->basename()] = std::move(counts);
  }
  return std::move(report.object);
}

RaceCounters races_of(sc_core::sc_object& root) {
  RaceReport report;
  for_each_part<Part>(root, [&report](const Part& part) { part.report(report); });
  return report.sum;
}

EventHash events_of(sc_core::sc_object& root) {
  EventHash combined;
  for_each_part<Part>(root, [&combined](const Part& part) {
    if (const auto events = part.events()) combined.add(events->value());
  });
  return combined;
}

std::vector<TitledLatency> latencies_of(sc_core::sc_object& root) {
  std::vector<TitledLatency> all;
  for_each_part<Part>(root, [&all](const Part& part) {
    LatencyReport report;
    part.report(report);
    const std::string guest = of_guest(part);
    for (TitledLatency& latency : report.latencies) {
      if (!latency.title.ends_with(guest)) latency.title += guest;
      all.push_back(std::move(latency));
    }
  });
  return all;
}

std::string counts_of(const Part& part) {
  CountsReport report;
  part.report(report);
  return report.text.empty() ? "none" : std::move(report.text);
}

}  // namespace htabsim
