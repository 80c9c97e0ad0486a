// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sc_main/setup/run_request.h"

namespace htabsim {

/// What decides between the values that are tried: less of it is better.
enum class Measure : std::uint8_t { kCyclesPerAccess, kDowntime };

/// Whether a captured guest can be asked, or has settled it when it was recorded.
enum class OfCapturedGuests : std::uint8_t { kAnswered, kSettled };

/// What architects ask of a machine: one parameter is varied around the value that it has.
struct Question {
  std::string_view name;  ///< as it is asked on the command line
  std::string_view text;  ///< in words
  std::string_view key;   ///< of the parameter
  Job job = Job::kRun;
  Measure measure = Measure::kCyclesPerAccess;
  OfCapturedGuests of_captured_guests = OfCapturedGuests::kAnswered;
  /// What is tried, from the least to the most, with the value in force among it.
  std::vector<ParameterState> (*values)(const Config&) = nullptr;
};

std::span<const Question> questions();

/// UsageError, naming the nearest one, if there is none of this name.
const Question& find_question(const std::string& name);

/// What htabsim sweep is to be asked: a TOML file. UsageError if the guests have settled it, or if
/// there are several.
std::string question_sweep(const Question& question, const RunRequest& request);

}  // namespace htabsim
