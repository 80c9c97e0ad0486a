// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/litmus_test.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

struct Family {
  std::string_view name;
  std::string_view shape;  // each thread's accesses, and how it communicates with the next one
};

// Facts O16. A family whose name begins with another's comes before it.
constexpr std::array kFamilies = {
    Family{"MP", "WW rf RR fr"},
    Family{"SB", "WR fr WR fr"},
    Family{"LB", "RW rf RW rf"},
    Family{"S", "WW rf RW ws"},
    Family{"R", "WW ws WR fr"},
    Family{"2+2W", "WW ws WW ws"},
    Family{"WRC", "W rf RW rf RR fr"},
    Family{"RWC", "W rf RR fr WR fr"},
    Family{"WWC", "W rf RW rf RW ws"},
    Family{"IRIW", "W rf RR fr W rf RR fr"},
    Family{"IRRWIW", "W rf RR fr W rf RW ws"},
    Family{"IRWIW", "W rf RW ws W rf RW ws"},
    Family{"WRR+2W", "W rf RR fr WW ws"},
    Family{"WRW+2W", "W rf RW ws WW ws"},
    Family{"WRW+WR", "W rf RW ws WR fr"},
    Family{"ISA2", "WW rf RW rf RR fr"},
    Family{"W+RWC", "WW rf RR fr WR fr"},
    Family{"3.SB", "WR fr WR fr WR fr"},
    Family{"3.LB", "RW rf RW rf RW rf"},
    Family{"3.2W", "WW ws WW ws WW ws"},
    Family{"Z6.0", "WW rf RW ws WR fr"},
    Family{"Z6.1", "WW ws WW rf RW ws"},
    Family{"Z6.2", "WW rf RW rf RW ws"},
    Family{"Z6.3", "WW ws WW rf RR fr"},
    Family{"Z6.4", "WW ws WR fr WR fr"},
    Family{"Z6.5", "WW ws WW ws WR fr"},
};

bool names(const Family& family, std::string_view test) {
  return test == family.name || (test.starts_with(family.name) && test[family.name.size()] == '+');
}

/// The longest name that the test's begins with: W+RWC is no W.
const Family& family_of(std::string_view test) {
  const Family* found = nullptr;
  for (const Family& family : kFamilies) {
    if (!names(family, test)) continue;
    if (found == nullptr || family.name.size() > found->name.size()) found = &family;
  }
  if (found != nullptr) return *found;
  std::vector<std::string_view> known;
  for (const Family& family : kFamilies) known.push_back(family.name);
  const std::string_view begin = test.substr(0, test.find('+'));
  throw UsageError(fmt::format("\"{}\" is of no family that is known; the nearest is \"{}\"", test,
                               nearest_name(begin, known).value_or("MP")));
}

LitmusEdge edge_named(std::string_view test, std::string_view name) {
  if (const auto edge = enumerator_from_name<LitmusEdge>(name)) return *edge;
  std::vector<std::string_view> known;
  for (const auto& known_name : enumerator_names<LitmusEdge>()) known.push_back(known_name);
  throw UsageError(fmt::format("{}: there is no edge \"{}\"; the nearest is \"{}\"", test, name,
                               nearest_name(name, known).value_or("po")));
}

/// The edges that a name gives after its family, for so many threads of two accesses.
std::vector<LitmusEdge> edges_of(std::string_view test, std::string_view given, std::size_t count) {
  if (given.empty()) return std::vector(count, LitmusEdge::po);
  const std::vector<std::string> words = split(given.substr(1), '+');
  if (words.size() == 1 && words.front().ends_with('s')) {
    const std::string_view plural = words.front();
    return std::vector(count, edge_named(test, plural.substr(0, plural.size() - 1)));
  }
  if (words.size() != count) {
    throw UsageError(
        fmt::format("{}: {} edges, for {} threads of two accesses", test, words.size(), count));
  }
  std::vector<LitmusEdge> edges;
  for (const std::string& word : words) edges.push_back(edge_named(test, word));
  return edges;
}

LitmusCommunication communication_named(std::string_view name) {
  return *enumerator_from_name<LitmusCommunication>(name);
}

}  // namespace

unsigned LitmusTest::locations() const {
  return static_cast<unsigned>(std::ranges::count_if(
      threads, [](const LitmusThread& thread) { return thread.accesses.size() == 2; }));
}

LitmusTest litmus_test(std::string_view name) {
  const Family& family = family_of(name);
  LitmusTest test{std::string(name), {}, {}};
  const std::vector<std::string> shape = words_of(family.shape);
  for (std::size_t i = 0; i < shape.size(); i += 2) {
    LitmusThread thread;
    for (const char access : shape[i]) {
      thread.accesses.push_back(
          {access == 'W' ? LitmusAccessKind::kWrite : LitmusAccessKind::kRead, 0});
    }
    test.threads.push_back(std::move(thread));
    test.communications.push_back(communication_named(shape[i + 1]));
  }
  const unsigned locations = test.locations();
  const auto edges = edges_of(name, name.substr(family.name.size()), locations);
  // A thread's two accesses are to different locations, what communicates is at one.
  Location location = 0;
  auto edge = edges.begin();
  for (LitmusThread& thread : test.threads) {
    thread.accesses.front().location = location;
    if (thread.accesses.size() == 1) continue;
    thread.edge = *edge++;
    location = static_cast<Location>((location + 1) % locations);
    thread.accesses.back().location = location;
  }
  return test;
}

}  // namespace htabsim
