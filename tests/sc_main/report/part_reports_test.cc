// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/part_reports.h"

#include <optional>
#include <string>
#include <vector>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

/// A part that has counted a number, and one race, unless the number is 0.
class Counter : public Part {
 public:
  Counter(const sc_core::sc_module_name& name, const Sim& sim, std::uint64_t number)
      : Part(name, sim), number_(number) {}

  [[nodiscard]] std::string title() const override { return std::string("the ") + basename(); }
  void report(Report& report) const override {
    if (number_ == 0) return;
    report.count("", "number", number_);
    report.count("section", "twice", 2 * number_);
    RaceCounters races;
    races.stcx_failed = number_;
    report.races(races);
  }
  [[nodiscard]] std::optional<EventHash> events() const override {
    if (number_ == 0) return std::nullopt;
    EventHash hash;
    hash.add(number_);
    return hash;
  }

 private:
  std::uint64_t number_;
};

/// One with others below it, which lie in the order in which they were made, not of their names.
class Parent final : public Counter {
 public:
  Parent(const sc_core::sc_module_name& name, const Sim& sim)
      : Counter(name, sim, 7), later("z", sim, 5), silent("m", sim, 0), last("a", sim, 3) {}

  Counter later;
  Counter silent;
  Counter last;
};

std::uint64_t hash_of(const std::vector<std::uint64_t>& numbers) {
  EventHash combined;
  for (const std::uint64_t number : numbers) {
    EventHash one;
    one.add(number);
    combined.add(one.value());
  }
  return combined.value();
}

TEST(PartTreeTest, PartsAreVisitedInTheOrderOfTheirMakingEachBeforeThoseBelow) {
  const Sim sim{Config{}};
  Parent parent("parent", sim);
  std::vector<std::string> visited;
  for_each_part<Part>(parent, [&](const Part& part) { visited.push_back(part.title()); });
  EXPECT_EQ(visited, (std::vector<std::string>{"the parent", "the z", "the m", "the a"}));
  EXPECT_EQ(parts_of<Parent>(parent), std::vector{&parent});
}

TEST(PartTreeTest, PartBelowAModuleThatIsNoneIsFoundAndOtherObjectsAreNot) {
  struct Module : sc_core::sc_module {
    Module(const sc_core::sc_module_name& name, const Sim& sim)
        : sc_module(name), part("part", sim, 1) {}
    sc_core::sc_signal<bool> signal{"signal"};
    Counter part;
  };
  const Sim sim{Config{}};
  Module module("module", sim);
  EXPECT_EQ(parts_of<Part>(module), std::vector<Part*>{&module.part});
}

TEST(PartReportsTest, JsonHasEachPartThatHasCountedUnderItsName) {
  const Sim sim{Config{}};
  Parent parent("parent", sim);
  EXPECT_EQ(boost::json::serialize(part_json(parent)),
            R"({"number":7,"section":{"twice":14},)"
            R"("z":{"number":5,"section":{"twice":10}},)"
            R"("a":{"number":3,"section":{"twice":6}}})");
}

TEST(PartReportsTest, FingerprintIsOfThePartsThatHaveOneInTheirOrder) {
  const Sim sim{Config{}};
  Parent parent("parent", sim);
  EXPECT_EQ(events_of(parent).value(), hash_of({7, 5, 3}));
  EXPECT_NE(events_of(parent).value(), hash_of({7, 3, 5}));
}

TEST(PartReportsTest, RacesAreSummedOverAllParts) {
  const Sim sim{Config{}};
  Parent parent("parent", sim);
  EXPECT_EQ(races_of(parent).stcx_failed, 7 + 5 + 3);
  EXPECT_EQ(races_of(parent.last).stcx_failed, 3);
}

TEST(PartReportsTest, CountsThatAreNotZeroAreToldWithTheirNames) {
  const Sim sim{Config{}};
  Parent parent("parent", sim);
  EXPECT_EQ(counts_of(parent.later), "5 number, 10 twice");
  EXPECT_EQ(counts_of(parent.silent), "none");
}

}  // namespace
}  // namespace htabsim
