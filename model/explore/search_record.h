// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/explore/world.h"

namespace htabsim {

/// Numbers the states of a search as they are found.
using StateId = std::uint32_t;
inline constexpr World::Choice kNoChoice{.actor = 0xff};

/// The first way that led to a state, and where it leads.
struct FoundState {
  StateId parent = 0;
  World::Choice last = kNoChoice;
  std::uint64_t name = 0;
  std::vector<StateId> successors = {};

  friend bool operator==(const FoundState&, const FoundState&) = default;
};

/// Who has gone on last, and how often somebody had to wait who could have gone on. Counted only
/// where that is bounded.
struct Turn {
  std::uint8_t actor = kNoChoice.actor;
  std::uint8_t preemptions = 0;

  friend bool operator==(const Turn&, const Turn&) = default;
};

/// How far a search has come. What a state holds is not kept: whoever goes on makes the states that
/// wait again, from the choices that have led to them.
struct SearchRecord {
  /// A state whose orders have not been followed yet.
  struct Waiting {
    StateId state = 0;
    Turn turn = {};
    friend bool operator==(const Waiting&, const Waiting&) = default;
  };
  /// A choice at a state that has given a partition contents that none had before. They are
  /// numbered in this order.
  struct FirstSight {
    StateId from = 0;
    World::Choice choice;
    friend bool operator==(const FirstSight&, const FirstSight&) = default;
  };

  std::uint64_t transitions = 0;
  std::vector<FirstSight> first_sights;
  std::vector<FoundState> states;
  std::vector<Waiting> waiting;

  friend bool operator==(const SearchRecord&, const SearchRecord&) = default;
};

/// Writes it as lines of text, under a title that says what it is a search of.
void write_search_record(std::ostream& out, const std::string& title, const SearchRecord& record);
/// Reads it back. InputError for any other file, and for a record with another title.
SearchRecord read_search_record(InputFile file, const std::string& title);

}  // namespace htabsim
