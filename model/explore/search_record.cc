// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/search_record.h"

#include <string_view>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

constexpr std::string_view kFirstLine = "htabsim search 1";
constexpr std::string_view kTitle = "of", kTransitions = "transitions", kSight = "sight",
                           kState = "state", kWaiting = "waiting", kEnd = "end";

/// Takes the record's lines, the first of which are its head.
class Reader {
 public:
  explicit Reader(InputFile file) : lines_(std::move(file)) {}

  SearchRecord read(const std::string& title) {
    if (next() != kFirstLine) lines_.fail("this is no interrupted search");
    const std::string wanted = fmt::format("{} {}", kTitle, title);
    if (const std::string_view found = next(); found != wanted) {
      lines_.fail(fmt::format("this is a search \"{}\", not \"{}\"", found, wanted));
    }
    for (std::string_view line = next(); line != kEnd; line = next()) take(line);
    check();
    return std::move(record_);
  }

 private:
  std::string_view next() {
    std::string_view line;
    if (!lines_.next(line)) lines_.fail("the search ends before its end");
    return line;
  }

  void take(std::string_view line) {
    const std::vector<std::string> words = words_of(line);
    const std::string_view kind = words.empty() ? "" : words.front();
    if (kind == kTransitions && words.size() == 2) {
      record_.transitions = number<std::uint64_t>(words[1]);
    } else if (kind == kSight && words.size() == 4) {
      record_.first_sights.push_back({number<StateId>(words[1]), choice(words, 2)});
    } else if (kind == kState && words.size() >= 5) {
      record_.states.push_back({number<StateId>(words[1]), choice(words, 2),
                                number<std::uint64_t>(words[4]), successors(words)});
    } else if (kind == kWaiting && words.size() == 4) {
      record_.waiting.push_back({number<StateId>(words[1]),
                                 {number<std::uint8_t>(words[2]), number<std::uint8_t>(words[3])}});
    } else {
      lines_.fail(fmt::format("\"{}\" is no line of a search", line));
    }
  }

  template <class Number>
  Number number(const std::string& word) {
    const auto value = whole_number<Number>(word);
    if (!value) lines_.fail(fmt::format("\"{}\" is no number of a search", word));
    return *value;
  }

  World::Choice choice(const std::vector<std::string>& words, std::size_t at) {
    return {number<std::uint8_t>(words[at]), number<std::uint8_t>(words[at + 1])};
  }

  std::vector<StateId> successors(const std::vector<std::string>& words) {
    std::vector<StateId> successors;
    for (std::size_t i = 5; i < words.size(); ++i) successors.push_back(number<StateId>(words[i]));
    return successors;
  }

  /// States come after those that lead to them first, and no number is beyond the last.
  void check() {
    const auto is_state = [this](StateId id) { return id < record_.states.size(); };
    bool good = !record_.states.empty();
    for (StateId id = 0; id < record_.states.size(); ++id) {
      const FoundState& state = record_.states[id];
      good = good && (id == 0 || state.parent < id);
      for (const StateId successor : state.successors) good = good && is_state(successor);
    }
    for (const auto& sight : record_.first_sights) good = good && is_state(sight.from);
    for (const auto& one : record_.waiting) good = good && is_state(one.state);
    if (!good) lines_.fail("the search names states that it does not have");
  }

  LineReader lines_;
  SearchRecord record_;
};

}  // namespace

void write_search_record(std::ostream& out, const std::string& title, const SearchRecord& record) {
  fmt::print(out, "{}\n{} {}\n{} {}\n", kFirstLine, kTitle, title, kTransitions,
             record.transitions);
  for (const auto& [from, choice] : record.first_sights) {
    fmt::print(out, "{} {} {} {}\n", kSight, from, choice.actor, choice.outcome);
  }
  for (const FoundState& state : record.states) {
    fmt::print(out, "{} {} {} {} {} {}\n", kState, state.parent, state.last.actor,
               state.last.outcome, state.name, fmt::join(state.successors, " "));
  }
  for (const auto& [state, turn] : record.waiting) {
    fmt::print(out, "{} {} {} {}\n", kWaiting, state, turn.actor, turn.preemptions);
  }
  fmt::print(out, "{}\n", kEnd);
}

SearchRecord read_search_record(InputFile file, const std::string& title) {
  return Reader(std::move(file)).read(title);
}

}  // namespace htabsim
